using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Cluster;
using Tale.Actors.Definitions;
using Tale.Actors.Deployments;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Tests.Readme;

// Every block of C# in the README and the documents stands in the files of this folder, word for word; ReadmeTests checks that and runs the README's.

public interface IFlights
{
    Task<string> BookAsync(string customerId, string idempotencyKey, CancellationToken cancellationToken);

    Task CancelAsync(string bookedUnder, string idempotencyKey, CancellationToken cancellationToken);
}

public sealed record Booking(string CustomerId, decimal Amount, string? FlightId = null, string? HotelId = null);

public sealed class BookFlight(IFlights flights) : IStep<Booking, Booking>
{
    public async Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking with { FlightId = await flights.BookAsync(booking.CustomerId, step.IdempotencyKey, step.CancellationToken) };

    public Task CompensateAsync(Booking booked, StepContext step) =>          // by the key of the booking: its answer may have been lost
        flights.CancelAsync(step.ExecuteKey, step.IdempotencyKey, step.CancellationToken);
}

public static class Holidays
{
    public static readonly TransactionDefinition<Booking, Booking> BookHoliday =
        Transaction.Define<Booking>("book-holiday", version: 1)
            .Step<BookFlight>()
            .Step<BookHotel>(step => step.Retry(times: 2))                        // 3 attempts
            .Step("log", booking => Console.WriteLine($"{booking.FlightId} and {booking.HotelId} are booked"))
            .Step<EmailCustomer>()
            .Build();

    public static readonly TransactionDefinition<Booking, Booking> BookBoth =
        Transaction.Define<Booking>("book-both")
            .Concurrent("book", block => block
                .Branch(flight => flight.Step<BookFlight>())
                .Branch(hotel => hotel.Step<BookHotel>())
                .Join((booking, withFlight, withHotel) => booking with { FlightId = withFlight.FlightId, HotelId = withHotel.HotelId }))
            .Build();

    public static readonly TransactionDefinition<Booking, Booking> BookByFunction =
        Transaction.Define<Booking>("book-by-function")
            .Step("flight", async (booking, step) => booking with
            {
                FlightId = await step.Services.GetRequiredService<IFlights>().BookAsync(booking.CustomerId, step.IdempotencyKey, step.CancellationToken),
            })
            .Undo((booked, step) =>
                step.Services.GetRequiredService<IFlights>().CancelAsync(step.ExecuteKey, step.IdempotencyKey, step.CancellationToken))
            .Step(new EmailCustomer())                                            // an object of yours
            .Build();

    public static readonly TransactionDefinition<Booking, Booking> BookByActor =
        Transaction.Define<Booking>("book-by-actor")
            .Participant("flight", ParticipantAddress.Registered<FlightDesk>(), step => step.Retry(times: 2))
            .Step("mail", booking => throw new AbortRetriesException("the customer has no address"))
            .Build();
}

public sealed class FlightDesk;

public sealed class BookHotel : IStep<Booking, Booking>
{
    public Task<Booking> ExecuteAsync(Booking booking, StepContext step) => Task.FromResult(booking with { HotelId = "H-7" });

    public Task CompensateAsync(Booking booked, StepContext step) => Task.CompletedTask;
}

public sealed class EmailCustomer : IStep<Booking, Booking>
{
    public Task<Booking> ExecuteAsync(Booking booking, StepContext step) =>
        booking.CustomerId == "nobody" ? throw new AbortRetriesException("the customer has no address") : Task.FromResult(booking);

    public Task CompensateAsync(Booking booked, StepContext step) => Task.CompletedTask;
}

public sealed class Flights : IFlights
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public Task<string> BookAsync(string customerId, string idempotencyKey, CancellationToken cancellationToken)
    {
        Calls.Enqueue(idempotencyKey);
        return Task.FromResult("F-42");
    }

    public Task CancelAsync(string bookedUnder, string idempotencyKey, CancellationToken cancellationToken)
    {
        Calls.Enqueue(idempotencyKey);
        return Task.CompletedTask;
    }
}

public static class Embedding
{
    public static void Configure(IServiceCollection services)
    {
        services.AddAkka("travel", akka => akka
            .WithTaleSqliteJournal("data/travel.db")
            .WithTale(tale => tale.AddTransaction(Holidays.BookHoliday).AddTransaction(Holidays.BookBoth)));
        services.AddTaleClient();
    }

    public static void ConfigureFrom(IConfiguration configuration, IServiceCollection services)
    {
        services.AddAkka("travel", akka => akka
            .WithTaleSqliteJournal("data/travel.db")
            .WithTale(tale =>
            {
                configuration.GetSection("Tale").Bind(tale, binder => binder.ErrorOnUnknownConfiguration = true);
                tale.AddTransaction(Holidays.BookHoliday);
            }));
    }

    public static void ConfigureClient(IServiceCollection services)
    {
        services.AddAkka("web", akka => akka
            .AddHocon("akka { actor.provider = remote, remote.dot-netty.tcp { hostname = 10.0.0.8, port = 4053 } }", HoconAddMode.Prepend)
            .WithTaleClient("akka.tcp://travel@10.0.0.7:4053", tale => tale.AddTransaction(Holidays.BookHoliday)));
        services.AddTaleClient();
    }

    public static void ConfigureCluster(IServiceCollection services)
    {
        services.AddAkka("travel", akka => akka                          // using Akka.Cluster.Hosting; using Akka.Remote.Hosting;
            .WithRemoting("10.0.0.7", 4053)
            .WithClustering(new ClusterOptions { SeedNodes = ["akka.tcp://travel@10.0.0.7:4053", "akka.tcp://travel@10.0.0.8:4053"], Roles = ["travel"] })
            .WithTalePostgresJournal("Host=db;Database=travel;Username=travel")
            .WithTaleCluster(tale => tale.AddTransaction(Holidays.BookHoliday), cluster => cluster.Role = "travel"));
        services.AddTaleClient();
    }

    public static async Task CheckAsync(ITaleClient client, ActorSystem system)
    {
        var diff = await client.DiffAsync(TaleExtension.For(system).Registry, [Holidays.BookHoliday, Holidays.BookBoth]);
        foreach (var version in diff.Versions.Where(version => version.Affected > 0))
            Console.WriteLine($"{version.Definition} v{version.Version}: {version.Affected} of {version.Open}; {string.Join("; ", version.Changes)}");
    }

    public static async Task<OperationView> RetryAllAsync(ITaleOperations operations, DateTimeOffset noon)
    {
        var operation = await operations.StartAsync(
            new OperationRequest(
                BulkAction.RetryNow,
                new OperationFilter { Definition = "book-holiday", Statuses = [TransactionStatus.Suspended], StartedBefore = noon },
                Who: "grace", Why: "the bank is back") { OperationId = "after-the-outage" });
        return operation;
    }

    public static async Task<string> CallAsync(ITaleClient client)
    {
        var outcome = await client.RunAsync(
            Holidays.BookHoliday, new Booking("customer-17", 499m), new StartOptions { TransactionId = "order-4711" });

        return outcome.IsCompleted ? $"Booked: {outcome.Result.FlightId}"
            : outcome.IsCompensated ? $"Not booked, and nothing is left behind: {outcome.Failure.Message}"
            : $"An operator has to look: {outcome.SuspendedReason ?? outcome.Failure?.Message}";
    }
}
