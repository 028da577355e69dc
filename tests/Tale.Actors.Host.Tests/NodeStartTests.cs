using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Node;
using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Nodes that do not start, each with one line that names the next action, and nodes that do.</summary>
public sealed class NodeStartTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-host-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://192.168.0.1:5080")]
    [InlineData("http://example.com:5080")]
    [InlineData("http://127.0.0.1:0;http://+:5080")]
    public async Task F43_A_node_that_others_could_reach_does_not_start(string urls)
    {
        var error = await Assert.ThrowsAsync<StartupException>(() => TaleNode.StartAsync(Options(urls)));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.Contains("no authentication", error.Message, StringComparison.Ordinal);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("")]
    [InlineData("5080")]
    [InlineData("https://localhost:5080")]
    [InlineData("http://localhost:5080/base")]
    [InlineData("http://unix:/run/tale.sock")]
    public void What_is_no_address_to_listen_on_is_refused(string urls) =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<StartupException>(() => LoopbackUrls.Parse(urls)).ExitCode);

    [Theory]
    [InlineData("http://localhost:1")]
    [InlineData("http://[::1]:1;http://127.8.9.10:1")]
    public void Loopback_addresses_are_accepted(string urls) => Assert.NotEmpty(LoopbackUrls.Parse(urls));

    [Fact]
    public async Task Two_nodes_cannot_share_a_data_directory()
    {
        await using var first = await TaleNode.StartAsync(Options());
        var error = await Assert.ThrowsAsync<StartupException>(() => TaleNode.StartAsync(Options()));
        Assert.Equal(ExitCodes.Failed, error.ExitCode);
        Assert.Contains("in use by another node", error.Message, StringComparison.Ordinal);
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_is_free_again_once_its_node_has_stopped()
    {
        await (await TaleNode.StartAsync(Options())).DisposeAsync();
        await (await TaleNode.StartAsync(Options())).DisposeAsync();
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_the_data_directory_released()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}";
        var error = await Assert.ThrowsAsync<StartupException>(() => TaleNode.StartAsync(Options(url)));
        Assert.Equal(ExitCodes.Failed, error.ExitCode);
        Assert.Contains(url, error.Message, StringComparison.Ordinal);
        Assert.Contains("--urls", error.Message, StringComparison.Ordinal);
        await (await TaleNode.StartAsync(Options())).DisposeAsync();
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_created_is_named()
    {
        var file = Path.Combine(_directory.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        var options = Options() with { DataDirectory = Path.Combine(file, "data") };
        var error = await Assert.ThrowsAsync<StartupException>(() => TaleNode.StartAsync(options));
        Assert.Equal(ExitCodes.Failed, error.ExitCode);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tale.db")]
    [InlineData("holiday.db")]
    public async Task A_file_that_is_no_database_is_named_and_left_alone(string file)
    {
        var path = Path.Combine(Directory.CreateDirectory(Options().DataDirectory).FullName, file);
        await File.WriteAllTextAsync(path, new string('x', 8192));
        var error = await Assert.ThrowsAsync<StartupException>(() => TaleNode.StartAsync(Options()));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("not a database", error.Message, StringComparison.Ordinal);
        Assert.Contains("--data", error.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), await File.ReadAllTextAsync(path));
    }

    [Theory]
    [InlineData("cars=http://localhost:1")]
    [InlineData("hotels")]
    [InlineData("hotels=localhost")]
    [InlineData("hotels=ftp://localhost")]
    public void A_service_address_that_is_none_is_refused(string pair) =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<StartupException>(() => ServiceAddresses.Parse([pair])).ExitCode);

    [Fact]
    public async Task A_step_that_is_resumed_before_the_node_listens_waits_for_it()
    {
        using var data = DataDirectory.Open(Options().DataDirectory);
        await using var app = NodeBuilder.Build(Options(), ["http://127.0.0.1:0"], data);
        var step = new StepContext
        {
            TransactionId = "t", Definition = "book-holiday", Version = 1, Step = "book-hotel", IdempotencyKey = "k", Attempt = 1,
        };
        var call = app.Services.GetRequiredService<HotelsClient>().BookAsync("ada", step);
        await app.StartAsync();
        Assert.Equal("hotels-1", await call);
        await app.StopAsync();
    }

    [Fact]
    public async Task Services_with_an_address_of_their_own_are_called_there()
    {
        var elsewhere = new RunningNode();
        await elsewhere.InitializeAsync();
        var hotels = ServiceAddresses.Parse([$"hotels={elsewhere.Address}samples/holiday/hotels"]);
        await using var node = await TaleNode.StartAsync(Options() with { HolidayAddresses = hotels });
        using var http = new HttpClient { BaseAddress = node.Address };
        using var start = new StringContent(
            """{"id":"t","state":{"customerId":"ada","amount":10}}""", Encoding.UTF8, "application/json");
        var outcome = await (await http.PostAsync("/transactions/book-holiday?wait=30s", start)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("completed", outcome.GetProperty("status").GetString());
        Assert.Equal(["hotels book t/book-hotel/execute"], await elsewhere.LedgersAsync());
        await elsewhere.DisposeAsync();
    }

    private NodeOptions Options(string urls = "http://127.0.0.1:0") =>
        new() { DataDirectory = Path.Combine(_directory.FullName, "data"), Urls = urls };
}
