namespace Tale.Actors.Tests.Serialization.WholeLogs;

/// <summary>What a log says, and what comes of it when every further attempt goes well.</summary>
/// <param name="Stands">
/// Status, due time, and the steps that have begun; a question mark: the attempt may have begun in an earlier incarnation.
/// </param>
/// <param name="GoesOn">What is issued and waited for, a second after the last event; an undo has a '-'.</param>
internal sealed record Expected(string Stands, string GoesOn)
{
    public static readonly IReadOnlyDictionary<string, Expected> All = new Dictionary<string, Expected>
    {
        ["completed"] = new(
            "Completed: debit Succeeded, flight Succeeded, hotel Succeeded, email Succeeded",
            " => Completed"),
        ["compensated-with-retries"] = new(
            "Compensated: debit Compensated, flight Compensated, hotel Failed",
            " => Compensated"),
        ["suspended"] = new(
            "Suspended: debit Succeeded, flight CompensationStuck, hotel Failed",
            " => Suspended"),
        ["continued-with-failed-undos"] = new(
            "Failed: debit CompensationFailed, flight CompensationFailed, hotel Failed",
            " => Failed"),
        ["unknown-after-a-crash"] = new(
            "Compensated: debit Compensated, flight Compensated, hotel Compensated",
            " => Compensated"),
        ["cut-in-a-step"] = new(
            "Running, due at once: debit Succeeded, flight Succeeded, hotel Executing #1",
            "hotel email => Completed"),
        ["cut-in-short-backoff"] = new(
            "Running, due at once: debit Succeeded, flight waits 0.5 min #2",
            "(0.5 min) flight#2 hotel email => Completed"),
        // The first format does not say whether the incarnation that took it over came to issue it: it may have.
        ["cut-in-short-backoff-of-the-next-life"] = new(
            "Running, due at once: debit Succeeded, flight waits 0.5 min #2?",
            "(0.5 min) flight#2 hotel email => Completed"),
        ["cut-in-long-backoff"] = new(
            "Running, due in 60 min: debit Succeeded, flight Succeeded, hotel Succeeded, email waits 60 min #2",
            "(60 min) email#2 => Completed"),
        ["cut-in-compensation"] = new(
            "Compensating, due at once: debit Compensating #1, flight Compensated, hotel Failed",
            "-debit => Compensated"),
        // The first format told an operator only once nothing was open any more.
        ["cut-beside-an-escalated-step"] = new(
            "Running, due at once: both/0/escalates Escalated, both/1/waits waits 60 min #2",
            "(60 min) both/1/waits#2 => Suspended"),
        // The first format gave an unwanted attempt up in a second write, which did not get there.
        ["cut-before-an-unwanted-attempt-is-given-up"] = new(
            "Running, due at once: first Succeeded, both/0/fails Failed, both/1/waits waits 60 min #2",
            "-first => Compensated"),
        ["suspended-without-its-definition"] = new(
            "Suspended, due at once: debit Succeeded, flight Succeeded, hotel Executing #1",
            "hotel email => Completed"),
        ["concurrent-completed"] = new(
            "Completed: first Succeeded, both/0/one Succeeded, both/0/two Succeeded, both/1/one Succeeded, "
                + "both/1/two Succeeded, both/join Succeeded, last Succeeded",
            " => Completed"),
        ["concurrent-cut"] = new(
            "Running, due at once: first Succeeded, both/0/one Succeeded, both/0/two Succeeded, both/1/one Executing #1",
            "both/1/one both/1/two both/join last => Completed"),
        ["concurrent-compensated"] = new(
            "Compensated: first Compensated, both/0/one Compensated, both/0/two Compensated, "
                + "both/1/one Compensated, both/1/two Compensated, both/join Succeeded, last Failed",
            " => Compensated"),
    };
}
