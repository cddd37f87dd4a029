"""What somebody writes in an afternoon: Flask, pyspellchecker, MySQL. A peer to measure against.

Run by gunicorn; MYSQL is the address of a server, on which it makes the database `peer`.
"""

import os
import re
import uuid
from datetime import datetime, timezone
from urllib.parse import urlsplit

import pymysql
from flask import Flask, jsonify, request
from spellchecker import SpellChecker

app = Flask(__name__)
spell = SpellChecker()
server = urlsplit(os.environ["MYSQL"])
word = re.compile(r"[A-Za-z']+")
held = None


def database():
    """One connection for each worker, opened when it is first needed."""
    global held
    if held is None:
        held = pymysql.connect(host=server.hostname, port=server.port, user=server.username, password=server.password)
        with held.cursor() as cursor:
            cursor.execute("CREATE DATABASE IF NOT EXISTS peer CHARACTER SET utf8mb4")
            cursor.execute("USE peer")
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS records (id CHAR(36) PRIMARY KEY, tag VARCHAR(128), original LONGTEXT,"
                " processed LONGTEXT, created_at DATETIME(3))"
            )
        held.commit()
    return held


def corrected(match):
    text = match.group()
    if text.lower() in spell:
        return text
    found = spell.correction(text.lower()) or text
    return found.capitalize() if text[0].isupper() else found


@app.post("/api/spell")
def correct():
    body = request.get_json()
    original = body["text"]
    record = {
        "record": str(uuid.uuid4()),
        "id": body.get("id"),
        "original": original,
        "processed": word.sub(corrected, original),
        "created_at": datetime.now(timezone.utc).isoformat(),
    }
    connection = database()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records VALUES (%s, %s, %s, %s, UTC_TIMESTAMP(3))",
            (record["record"], record["id"], original, record["processed"]),
        )
    connection.commit()
    return jsonify(record)
