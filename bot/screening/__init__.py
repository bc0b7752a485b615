"""Screening of images by a hook of the operator: what comes in before the service sees it, and what was painted before anybody
does. Without a hook nothing here is asked.
"""
