using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tale.Actors.Cluster.Tests.Support;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Cluster.Tests.Figures;

/// <summary>The same work in this process by a single node, and by a cluster of one, in pairs.</summary>
internal static class Sharded
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(10);

    public static async Task<string> RunAsync()
    {
        var ratios = new List<double>();
        await MeasureAsync(isCluster: false);   // the code is compiled
        for (var pair = 0; pair < 3; pair++)
        {
            var single = await MeasureAsync(isCluster: false);
            ratios.Add(await MeasureAsync(isCluster: true) / single);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", ratios.Select(ratio => ratio.ToString("0.00", CultureInfo.InvariantCulture)))} of a single node's processor time");
    }

    /// <returns>Processor seconds a transaction.</returns>
    private static async Task<double> MeasureAsync(bool isCluster)
    {
        await using var database = new TestCluster(_ => []);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAkka("travel", akka =>
        {
            akka.AddHocon("akka.loglevel = OFF, akka.stdout-loglevel = OFF", HoconAddMode.Prepend).WithTalePostgresJournal(database.ConnectionString);
            if (isCluster)
                akka.WithRemoting("127.0.0.1", 0).WithClustering().WithTaleCluster(Configure, cluster => cluster.DiscoverNodes = true);
            else
                akka.WithTale(Configure);
        });
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        await host.StartAsync();
        var tale = host.Services.GetRequiredService<ITaleClient>();
        while (TaleExtension.For(host.Services.GetRequiredService<ActorSystem>()).Runtime!.Leases.Refusal is not null)
            await Task.Delay(20);
        await FigureCases.ClosedLoopAsync(tale, Each);
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var count = await FigureCases.ClosedLoopAsync(tale, Each);
        self.Refresh();
        var used = self.TotalProcessorTime - before;
        await host.StopAsync();
        return used.TotalSeconds / count;
    }

    private static void Configure(TaleOptions tale) => tale.AddTransaction(FigureDefinitions.Plain);
}
