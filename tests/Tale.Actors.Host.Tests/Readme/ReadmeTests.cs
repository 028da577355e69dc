using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Cluster;
using Tale.Actors.Hosting;
using Tale.Actors.Journal.Hosting;

namespace Tale.Actors.Host.Tests.Readme;

/// <summary>The README and the documents show only code that is compiled here; the README's is run, too.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-readme-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("README.md", 5)]
    [InlineData("docs/operations.md", 3)]
    [InlineData("docs/package.md", 4)]
    public void Every_block_of_code_in_a_document_stands_in_the_compiled_samples(string document, int atLeast)
    {
        var samples = Normalize(string.Join('\n', Directory.GetFiles(Folder(), "*.cs").Select(File.ReadAllText)));
        var text = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", document));
        var blocks = CodeBlock().Matches(text).Select(match => match.Groups[1].Value).ToList();

        Assert.True(blocks.Count >= atLeast, $"{document} has {blocks.Count} blocks of C#.");
        foreach (var block in blocks)
        {
            var isCompiled = samples.Contains(Normalize(block), StringComparison.Ordinal);
            Assert.True(isCompiled, $"This block of {document} is in none of the compiled samples:{Environment.NewLine}{block}");
        }
    }

    [Theory]
    [InlineData("customer-17", true)]
    [InlineData("nobody", false)]
    public async Task The_samples_run(string customer, bool isBooked)
    {
        var flights = new Flights();
        using var host = Build(flights, Path.Combine(_folder.FullName, "travel.db"));
        await host.StartAsync();
        var client = host.Services.GetRequiredService<ITaleClient>();

        var options = new StartOptions { TransactionId = "order-1" };
        var outcome = await client.RunAsync(Holidays.BookHoliday, new Booking(customer, 499m), options);
        var byFunction = await client.RunAsync(
            Holidays.BookByFunction, new Booking(customer, 499m), options with { TransactionId = "order-2" });
        var both = await client.RunAsync(Holidays.BookBoth, new Booking("customer-17", 499m));

        Assert.Equal((isBooked, isBooked), (outcome.IsCompleted, byFunction.IsCompleted));
        Assert.Equal(("F-42", "H-7"), (both.Result!.FlightId, both.Result.HotelId));
        Assert.StartsWith("Booked: F-42", await Embedding.CallAsync(client), StringComparison.Ordinal);
        Assert.Contains("order-1/book-flight/execute", flights.Calls);
        Assert.Equal(!isBooked, flights.Calls.Contains("order-1/book-flight/compensate"));
        Assert.Equal(!isBooked, flights.Calls.Contains("order-2/flight/compensate"));
        await host.StopAsync();
    }

    private static IHost Build(Flights flights, string path)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IFlights>(flights);
        builder.Services.AddAkka("travel", akka => akka
            .WithTaleSqliteJournal(path)
            .WithTale(tale => tale.AddTransaction(Holidays.BookHoliday).AddTransaction(Holidays.BookBoth).AddTransaction(Holidays.BookByFunction)));
        builder.Services.AddTaleClient();
        return builder.Build();
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    /// <summary>Without indentation and blank lines: a block in the README starts at the left margin.</summary>
    private static string Normalize(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0 && line != "// ..." && !line.StartsWith("namespace ", StringComparison.Ordinal)));

    [Fact]
    public void The_namespaces_of_the_README_hold_what_it_says()
    {
        var readme = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "README.md"));
        var types = new[] { typeof(ITaleClient).Assembly, typeof(TaleJournal).Assembly, typeof(TaleClusterOptions).Assembly }.SelectMany(assembly => assembly.GetExportedTypes()).ToList();
        var rows = Row().Matches(readme).Select(row => (Space: row.Groups[1].Value, Names: Quoted().Matches(row.Groups[2].Value))).ToList();

        Assert.Equal(9, rows.Count);
        foreach (var (space, names) in rows)
        {
            var known = types.Where(type => type.Namespace == space)
                .SelectMany(type => type.GetMethods().Select(method => method.Name).Append(type.Name.Split('`')[0])).ToHashSet();
            Assert.All(names, name => Assert.Contains(name.Groups[1].Value, known));
        }
    }

    [GeneratedRegex(@"^\| `(Tale\.[\w.]+)` \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("```csharp\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
