using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Console;
using Tale.Actors.Host.Api;
using Tale.Actors.Host.Http;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday;
using Tale.Actors.Host.Samples.Holiday.Services;

namespace Tale.Actors.Host.Node;

/// <summary>Puts a node together.</summary>
internal static class NodeBuilder
{
    public static WebApplication Build(NodeOptions options, IReadOnlyList<string> urls, DataDirectory? data)
    {
        // An empty builder reads no configuration but ours: nothing else can make it listen where it must not.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls([.. urls]).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.MaxDiscardedBytes;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        });
        builder.Host.UseConsoleLifetime(console => console.SuppressStatusMessages = true);
        AddLogging(builder.Logging, options.LogLevel);
        AddApi(builder.Services, options);
        if (options.HasSamples)
            builder.Services.AddHolidaySample(data!.HolidayLedger, options.HolidayAddresses);
        builder.Services.AddTaleRuntime(
            options.Postgres, data?.Journal, NodeDefinitions.Of(options.HasSamples), options.Settings, options.LogLevel, options.Cluster);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseProblemsForBareStatuses();
        app.UseHostGuard();
        var routes = app.MapGroup("").WithHead().WithStrictQuery();
        routes.MapTransactions();
        routes.MapInterventions();
        routes.MapOperations();
        if (options.Cluster is not null)
            routes.MapCluster();
        routes.MapHistories();
        routes.MapDefinitions();
        routes.MapParticipants();
        routes.MapHealth();
        if (options.HasSamples)
            routes.MapHolidayServices();
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        // At Information, ASP.NET Core logs every request.
        logging.AddFilter("Microsoft.AspNetCore", level < LogLevel.Information ? level : LogLevel.Warning);
        // A failed start is reported once, by the command line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Akka.Hosting.AkkaHostedService", LogLevel.None);
        // Whoever asks is told; a line for each question would bury the one that says what happened.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        // Standard output holds the one line that says where the node listens.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddApi(IServiceCollection services, NodeOptions options)
    {
        services.AddRoutingCore();
        services.AddProblemDetails();
        services.AddSingleton(new Waiters(options.MaxWaiters));
        services.AddSingleton(new EventStreams(options.MaxStreams, options.StreamHeartbeat));
        services.AddHealthChecks();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower)));
    }
}
