namespace Tale.Actors.Host.Samples.Holiday.Contracts;

/// <summary>The names of the four services, as they stand in paths and options.</summary>
internal static class ServiceNames
{
    public const string Payments = "payments";

    public const string Flights = "flights";

    public const string Hotels = "hotels";

    public const string Mail = "mail";

    /// <summary>All names, in the order in which a booking calls the services.</summary>
    public static readonly IReadOnlyList<string> All = [Payments, Flights, Hotels, Mail];
}
