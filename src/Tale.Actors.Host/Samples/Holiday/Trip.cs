namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>The state of a trip: what was asked for, and the services' answers so far.</summary>
internal sealed record Trip(string CustomerId, decimal Amount)
{
    /// <summary>Who flies; nobody named: the customer alone.</summary>
    public string[]? Travellers { get; init; }

    public string? HotelId { get; init; }

    /// <summary>One for each traveller, in that order.</summary>
    public string?[]? FlightIds { get; init; }

    public string? PaymentId { get; init; }

    public string? MailId { get; init; }
}
