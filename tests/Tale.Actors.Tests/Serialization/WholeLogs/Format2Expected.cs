namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>What each stored log of the second format says, and what comes of it; see <see cref="Expected"/>.</summary>
internal static class Format2Expected
{
    public static readonly IReadOnlyDictionary<string, Expected> All = new Dictionary<string, Expected>
    {
        ["completed-after-a-signal"] = new(
            "Completed: reserve Succeeded, approval Succeeded, charge Succeeded, ship Succeeded",
            " => Completed"),
        ["early-signal-is-kept"] = new(
            "Running, due at once: reserve Executing #1?",
            "reserve approval charge ship => Completed"),
        ["cut-while-waiting"] = new(
            "Running, due in 1440 min: reserve Succeeded, approval Executing",
            "(1440 min) -reserve => Compensated"),
        ["signal-did-not-come"] = new(
            "Compensating, due at once: reserve Compensating #1, approval Failed",
            "-reserve => Compensated"),
        ["cut-in-a-signal"] = new(
            "Running, due at once: reserve Succeeded, approval Executing #1",
            "approval charge ship => Completed"),
        ["cut-in-long-backoff"] = new(
            "Running, due in 60 min: reserve waits 60 min #2",
            "(60 min) reserve#2 (1440 min) -reserve => Compensated"),
        ["taken-over-in-long-backoff"] = new(
            "Running, due at once: reserve Executing #2",
            "reserve#2 (1440 min) -reserve => Compensated"),
        ["left-before-a-step-had-begun"] = new(
            "Running, due at once: reserve Succeeded, approval Succeeded, charge waits for its turn #1",
            "charge ship => Completed"),
        ["left-in-the-middle-of-a-step"] = new(
            "Running, due at once: reserve Succeeded, approval Succeeded, charge Executing #1",
            "charge ship => Completed"),
        ["cancelled-while-a-step-runs"] = new(
            "Running, due at once: reserve Succeeded, approval Succeeded, charge Executing #1",
            "charge -charge -reserve => Compensated"),
        ["cancelled-and-compensated"] = new(
            "Compensated: reserve Compensated",
            " => Compensated"),
        ["deadline-passed"] = new(
            "Compensating, due at once: reserve Compensating #1",
            "-reserve => Compensated"),
        ["unknown-and-undone"] = new(
            "Compensating, due at once: reserve Compensating #1, approval Succeeded, charge Compensated",
            "-reserve => Compensated"),
        ["escalated"] = new(
            "Suspended: reserve Succeeded, approval Succeeded, charge Escalated",
            " => Suspended"),
        ["escalated-and-skipped"] = new(
            "Running, due at once: reserve Succeeded, approval Succeeded, charge Skipped, ship Executing #1",
            "ship => Completed"),
        ["escalated-and-taken-to-have-succeeded"] = new(
            "Compensating, due at once: reserve Succeeded, approval Succeeded, charge Compensating #1, ship Failed",
            "-charge -reserve => Compensated"),
        ["abandoned-and-tried-again"] = new(
            "Running, due at once: reserve Succeeded, approval Succeeded, charge Executing #2",
            "charge#2 ship => Completed"),
        ["abandoned-on-the-way-back"] = new(
            "Suspended: reserve CompensationStuck",
            " => Suspended"),
        ["undo-is-stuck"] = new(
            "Suspended: reserve CompensationStuck",
            " => Suspended"),
        ["given-up"] = new(
            "Failed: reserve CompensationFailed",
            " => Failed"),
        ["definition-was-gone"] = new(
            "Running, due at once: reserve Succeeded, approval Succeeded, charge Executing #1?",
            "charge ship => Completed"),
        ["no-progress"] = new(
            "Suspended: reserve Succeeded, approval Succeeded, charge Escalated",
            " => Suspended"),
        ["undone-after-the-end"] = new(
            "Compensating, due at once: reserve Compensating #1, approval Succeeded, charge Compensated, ship Succeeded",
            "-reserve => Compensated"),
        ["past-the-pivot"] = new(
            "Running, due at once: book Succeeded, pay Succeeded, mail Executing #2",
            "mail#2 => Completed"),
        ["past-the-pivot-and-stuck"] = new(
            "Suspended: book Succeeded, pay Succeeded, mail Escalated",
            " => Suspended"),
        ["pausing"] = new(
            "Running, due in 120 min: pause Executing",
            "(120 min) both/0/left both/1/right both/join last => Completed"),
        ["a-branch-failed-and-cancelled-the-other"] = new(
            "Running, due at once: pause Succeeded, both/0/left Failed, both/1/right Executing #1",
            "both/1/right -both/1/right => Compensated"),
        ["a-branch-waits-for-long"] = new(
            "Running, due in 60 min: pause Succeeded, both/0/left Succeeded, both/1/right waits 60 min #2",
            "(60 min) both/1/right#2 both/join last => Completed"),
        ["items-one-after-the-other"] = new(
            "Running, due at once: each/items Succeeded, each/0/seat Succeeded, each/1/seat Executing #1",
            "each/1/seat each/join last => Completed"),
        ["items-undone-in-reverse"] = new(
            "Compensating, due at once: each/items Succeeded, each/0/seat Compensating #1, each/1/seat Compensated, each/join Succeeded, last Failed",
            "-each/0/seat => Compensated"),
        ["no-items"] = new(
            "Running, due at once: each/items Succeeded, each/join Executing #1",
            "each/join last => Completed"),
    };
}
