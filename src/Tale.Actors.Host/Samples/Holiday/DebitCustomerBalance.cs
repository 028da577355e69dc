using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Clients;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>Takes the price from the customer's balance; its undo pays it back.</summary>
internal sealed class DebitCustomerBalance(PaymentsClient payments) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { PaymentId = await payments.DebitAsync(booking.CustomerId, booking.Amount, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => payments.RefundAsync(booked.CustomerId, booked.PaymentId, step);
}
