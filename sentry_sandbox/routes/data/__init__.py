"""Data that applications sent: releases, source maps, issues, replays, and their quantities."""
