namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>The state of a booking: the customer's wish, and the services' answers so far.</summary>
internal sealed record Booking(string CustomerId, decimal Amount)
{
    public string? PaymentId { get; init; }

    public string? FlightId { get; init; }

    public string? HotelId { get; init; }

    public string? MailId { get; init; }
}
