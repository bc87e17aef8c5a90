"""What applications sent: releases, source maps, issues, replays, and how much of it."""
