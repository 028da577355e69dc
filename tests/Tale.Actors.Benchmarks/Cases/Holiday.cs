using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>The work that is measured: four steps of trivial code on a small state.</summary>
internal static class Holiday
{
    public static readonly TransactionDefinition<Booking, Booking> Definition = Transaction.Define<Booking>("book-holiday")
        .Step<Debit>()
        .Step<BookFlight>()
        .Step<BookHotel>()
        .Step<Email>()
        .Build();

    public sealed record Booking(
        string CustomerId, decimal Amount, string? PaymentId = null, string? FlightId = null, string? HotelId = null);

    /// <summary>Makes the steps, a new one for each attempt.</summary>
    public static ServiceProvider Services() => new ServiceCollection()
        .AddScoped<Debit>().AddScoped<BookFlight>().AddScoped<BookHotel>().AddScoped<Email>().BuildServiceProvider();

    /// <summary>One booking, from the caller's call to its end.</summary>
    public static async Task BookAsync(ITaleClient client, decimal amount = 99.5m, TransactionStatus expected = TransactionStatus.Completed)
    {
        var outcome = await client.RunAsync(Definition, new Booking("customer-17", amount));
        if (outcome.Status != expected)
            throw new InvalidOperationException($"A booking ended {outcome.Status}, not {expected}: {outcome.Failure?.Message}");
    }

    private sealed class Debit : IStep<Booking, Booking>
    {
        public Task<Booking> ExecuteAsync(Booking state, StepContext step) => Task.FromResult(state with { PaymentId = "payment-1" });

        public Task CompensateAsync(Booking output, StepContext step) => Task.CompletedTask;
    }

    private sealed class BookFlight : IStep<Booking, Booking>
    {
        public Task<Booking> ExecuteAsync(Booking state, StepContext step) => Task.FromResult(state with { FlightId = "flight-1" });

        public Task CompensateAsync(Booking output, StepContext step) => Task.CompletedTask;
    }

    private sealed class BookHotel : IStep<Booking, Booking>
    {
        public Task<Booking> ExecuteAsync(Booking state, StepContext step) => Task.FromResult(state with { HotelId = "hotel-1" });

        public Task CompensateAsync(Booking output, StepContext step) => Task.CompletedTask;
    }

    private sealed class Email : IStep<Booking, Booking>
    {
        public Task<Booking> ExecuteAsync(Booking state, StepContext step) =>
            state.Amount < 0 ? throw new InvalidOperationException("mail is down") : Task.FromResult(state);

        public Task CompensateAsync(Booking output, StepContext step) => Task.CompletedTask;
    }
}
