using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Clients;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>Tells the customer; its undo is a second mail that takes the first one back.</summary>
internal sealed class EmailCustomer(MailClient mail) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { MailId = await mail.SendAsync(booking.CustomerId, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => mail.RetractAsync(booked.CustomerId, booked.MailId, step);
}
