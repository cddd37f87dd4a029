"""LanguageTool's Python clients, as published, against a running textmend: `clients.py ADDRESS`."""

import sys

import language_tool_python
from pylanguagetool import api

address = sys.argv[1]
text = "😀 I havv a dog. Pleasecall me back tomorow."
right = "😀 I have a dog. Please call me back tomorrow."
# Both clients count characters in a context, the service UTF-16 units as LanguageTool does.
plain = text.removeprefix("😀 ")


def check(name, condition):
    print(f"check {name} ... {'ok' if condition else 'FAILED'}")
    return condition


passed = True
for base in ("/api/", "/api/v2/"):
    tool = language_tool_python.LanguageTool("en-US", remote_server=address + base)
    passed &= check(f"language_tool_python corrects at {base}", tool.correct(text) == right)
    matches = tool.check(text)
    words = [text[m.offset : m.offset + m.error_length] for m in matches]
    passed &= check(f"its matches are in their places at {base}", words == ["havv", "Pleasecall", "tomorow"])
    found = tool.check(plain)[0]
    shown = found.context[found.offset_in_context :].startswith("havv")
    passed &= check(f"its match is whole at {base}", shown and found.category == "TYPOS" and found.sentence != "")
    doubtful = "I thort it was a sosij."
    passed &= check(f"what may be wrong is left alone at {base}", tool.correct(doubtful) == doubtful)
    tool.picky = True
    rules = [m.rule_id for m in tool.check(doubtful)]
    passed &= check(f"who is picky is told of it at {base}", rules == ["DOUBTFUL_WORD"] * 2)
    tool.picky = False
    tool.disabled_rules = {"MISSING_SPACE"}
    rules = [m.rule_id for m in tool.check(text)]
    passed &= check(f"a rule is left out at {base}", rules != [] and "MISSING_SPACE" not in rules)
    tool.disabled_rules = set()
    tool.disable_spellchecking()
    rules = [m.rule_id for m in tool.check(text)]
    passed &= check(f"spelling is left out at {base}", "MORFOLOGIK_RULE_EN_US" not in rules)

    answer = api.check(text, api_url=address + base, lang="auto", preferred_variants="en-GB")
    ids = [m["rule"]["id"] for m in answer["matches"]]
    passed &= check(f"pylanguagetool checks at {base}", "MORFOLOGIK_RULE_EN_GB" in ids and len(ids) == 3)
    words = api.check(plain, api_url=address + base, lang="en-US", pwl=["havv"])["matches"]
    passed &= check(f"pylanguagetool knows its own words at {base}", len(words) == 2)
    try:
        api.check(text, api_url=address + base, lang="tlh")
        passed &= check(f"pylanguagetool is told an error at {base}", False)
    except ValueError as error:
        passed &= check(f"pylanguagetool is told an error at {base}", str(error).startswith("Error: "))

languages = {language["longCode"] for language in api.get_languages(address + "/api/v2/")}
passed &= check("pylanguagetool lists the languages", {"en-US", "en-GB"} <= languages)
sys.exit(not passed)
