using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Clients;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>Books the flight; its undo cancels the booking.</summary>
internal sealed class BookFlight(FlightsClient flights) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { FlightId = await flights.BookAsync(booking.CustomerId, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => flights.CancelAsync(booked.CustomerId, booked.FlightId, step);
}
