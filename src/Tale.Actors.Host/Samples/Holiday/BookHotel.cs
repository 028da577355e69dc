using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Clients;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>Books the hotel; its undo cancels the booking.</summary>
internal sealed class BookHotel(HotelsClient hotels) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { HotelId = await hotels.BookAsync(booking.CustomerId, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => hotels.CancelAsync(booked.CustomerId, booked.HotelId, step);
}
