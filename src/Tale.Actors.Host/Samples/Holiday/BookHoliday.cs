using Tale.Actors.Definitions;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>The holiday booking: four services that share no database, and one transaction across them.</summary>
internal static class BookHoliday
{
    public static readonly TransactionDefinition<Booking, Booking> Definition =
        Transaction.Define<Booking>("book-holiday", version: 1)
            .Step<DebitCustomerBalance>()
            .Step<BookFlight>()
            .Step<BookHotel>(step => step.Retry(RetryPolicy.Exponential(maxRetries: 2, TimeSpan.FromMilliseconds(200))))   // 3 attempts
            .Step<EmailCustomer>()
            .Build();
}

/// <summary>The state: what the customer asks for, and what the services have answered so far.</summary>
internal sealed record Booking(string CustomerId, decimal Amount)
{
    public string? PaymentId { get; init; }

    public string? FlightId { get; init; }

    public string? HotelId { get; init; }

    public string? MailId { get; init; }
}

internal sealed class DebitCustomerBalance(PaymentsClient payments) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { PaymentId = await payments.DebitAsync(booking.CustomerId, booking.Amount, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => payments.RefundAsync(booked.CustomerId, booked.PaymentId, step);
}

internal sealed class BookFlight(FlightsClient flights) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { FlightId = await flights.BookAsync(booking.CustomerId, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => flights.CancelAsync(booked.CustomerId, booked.FlightId, step);
}

internal sealed class BookHotel(HotelsClient hotels) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { HotelId = await hotels.BookAsync(booking.CustomerId, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => hotels.CancelAsync(booked.CustomerId, booked.HotelId, step);
}

internal sealed class EmailCustomer(MailClient mail) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { MailId = await mail.SendAsync(booking.CustomerId, step) };

    public Task CompensateAsync(Booking booked, StepContext step) => mail.RetractAsync(booked.CustomerId, booked.MailId, step);
}
