using System.Net;
using System.Text.RegularExpressions;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Node;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Settings from a file: they count, and what cannot be meant is an error at start that names the file, the setting and what is allowed.</summary>
public sealed partial class ConfigFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-host-tests-");

    private string FilePath => Path.Combine(_directory.FullName, "tale.conf");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_setting_of_the_file_counts()
    {
        await File.WriteAllTextAsync(FilePath, "tale.max-payload-bytes = 20");
        var node = new RunningNode
        {
            Configure = options => options with { Settings = ConfigFile.Read(FilePath, isOnPostgres: false), ConfigFile = FilePath },
        };
        await node.InitializeAsync();
        var response = await node.PostAsync("/transactions/book-holiday", """{"state":{"customerId":"ada","amount":10}}""");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("the limit is 20", problem.Detail(), StringComparison.Ordinal);
        await node.DisposeAsync();
    }

    [Theory]
    [InlineData("tale.steps.max-concurent = 5", "'tale.steps.max-concurent' is read by nobody; did you mean 'tale.steps.max-concurrent'?")]
    [InlineData("akka.persistence.journal.tale-sqlite.queue-limt = 5", "did you mean 'akka.persistence.journal.tale-sqlite.queue-limit'?")]
    [InlineData("akka.persistence.journal.tale-sqlte.queue-limit = 5", "'akka.persistence.journal.tale-sqlte' is read by nobody; did you mean 'akka.persistence.journal.tale-sqlite'?")]
    [InlineData("akka.persistence.journal.tale-sqlite.retention.kep = 5d", "did you mean 'akka.persistence.journal.tale-sqlite.retention.keep'?")]
    [InlineData("tale.region.max-active = -1", "it must be a whole number, 1 or more")]
    [InlineData("akka.persistence.journal.tale-sqlite.queue-limit = -5", "'-5'; it must be a whole number, 1 or more")]
    [InlineData("akka.persistence.journal.tale-sqlite.retention.keep = 5 moons", "'5 moons'; it must be")]
    [InlineData("tale.steps.dispatcher = my-dispatcher", "akka.actor.default-dispatcher")]
    public async Task A_setting_that_cannot_be_meant_ends_with_2_in_one_line(string settings, string says)
    {
        await File.WriteAllTextAsync(FilePath, settings);
        var line = await HostProgram.RefusesAsync(2, "--config", FilePath, "--data", Data, "--urls", "http://127.0.0.1:0");
        Assert.Contains($"'{FilePath}'", line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_ends_with_2_and_is_named()
    {
        var line = await HostProgram.RefusesAsync(2, "--config", FilePath, "--data", Data);
        Assert.Contains(FilePath, line, StringComparison.Ordinal);
        Assert.Contains("--config", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("tael.region.max-active = 5", "'tael' is read by nobody")]
    [InlineData("max-active = 5", "'max-active' is read by nobody")]
    [InlineData("tale {\n  region {\n    max-active = 5\n}\n", "the '{' in line 1 is never closed")]
    [InlineData("tale { region { max-active = 5 } }\n}", "the '}' in line 2 closes nothing")]
    [InlineData("tale.x = [1, 2}", "the '}' in line 1 closes nothing")]
    [InlineData("# {\n// {\ntale.x = \"{", "the quote in line 3 is never closed")]
    [InlineData("tale.x = \"\"\"a\nb\"\"\" }", "the '}' in line 2 closes nothing")]
    [InlineData("tale { } , b = 1", "write one setting a line")]
    [InlineData("include \"other.conf\"", "no include")]
    [InlineData("tale.x = ${nobody}", "nobody")]
    [InlineData("akka.persistence.journal.plugin = \"akka.persistence.journal.inmem\"", "'akka.persistence.journal.plugin' is chosen by --data and --postgres")]
    [InlineData("akka.persistence.journal.tale-sqlite { path = x }", "'akka.persistence.journal.tale-sqlite.path' is chosen by --data")]
    [InlineData("tale.index.provider = in-memory", "'tale.index.provider' is chosen")]
    [InlineData("akka.persistence.journal.tale-postgres.queue-limit = 5", "because this node's journal is a SQLite file")]
    [InlineData("akka.log-config-on-start = on", "password")]
    [InlineData("akka.remote.dot-netty.tcp.enable-ssl = maybe", "it must be on or off")]
    public void What_concerns_the_file_is_said_before_anything_starts(string text, string says)
    {
        File.WriteAllText(FilePath, text);
        var error = Assert.Throws<StartupException>(() => ConfigFile.Read(FilePath, isOnPostgres: false));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\n|Object reference", error.Message);
    }

    [Theory]
    [InlineData("akka.persistence.journal.tale-sqlite.queue-limit = 5", "because this node's journal is on PostgreSQL")]
    [InlineData("akka.persistence.journal.tale-postgres.queue-limt = 5", "did you mean 'akka.persistence.journal.tale-postgres.queue-limit'?")]
    public async Task On_PostgreSQL_the_settings_are_those_of_its_journal(string settings, string says)
    {
        await File.WriteAllTextAsync(FilePath, settings);
        var line = await HostProgram.RefusesAsync(
            2, "--config", FilePath, "--data", Data, "--urls", "http://127.0.0.1:0", "--postgres", $"Host={Data};Username=tale");
        Assert.Contains($"'{FilePath}'", line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("/no/such/node.pfx")]
    [InlineData("{}")]
    public async Task A_certificate_that_cannot_be_used_is_named(string certificate)
    {
        var path = certificate.Replace("{}", FilePath, StringComparison.Ordinal);   // no certificate at all
        await File.WriteAllTextAsync(FilePath, $"akka.remote.dot-netty.tcp {{ enable-ssl = on\n ssl.certificate {{ path = \"{path}\"\n password = wrong }} }}");
        var run = await HostProgram.RunWithAsync(
            new Dictionary<string, string>(), "--config", FilePath, "--no-samples", "--urls", "http://127.0.0.1:0",
            "--postgres", new PostgresDatabase().Connection.Secrets[0], "--cluster", "127.0.0.1:4953");
        // Akka has logged that its transport did not start, and not why.
        var line = Assert.Single(run.Errors.Split('\n'), text => text.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(FilePath, line, StringComparison.Ordinal);
        Assert.Contains("ssl.certificate", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment with a { and a \"")]
    [InlineData("tale {\n  # a comment }\n  region.max-active = 5 // }\n}\n")]
    [InlineData("akka.loglevel = \"x { [ \\\" y\"")]
    [InlineData("tale.steps.max-concurrent = ${tale.region.max-active}\ntale.region.max-active = 3")]
    public void What_is_whole_is_taken(string text)
    {
        File.WriteAllText(FilePath, text);
        Assert.Equal(text, ConfigFile.Read(FilePath, isOnPostgres: false));
    }

    [Theory]
    [InlineData("reference.conf", "sqlite.conf")]
    public async Task The_files_in_hocon_are_true_for_the_host(params string[] files)
    {
        var all = string.Join('\n', files.Select(file => File.ReadAllText(Path.Combine(RepositoryRoot(), "hocon", file))));
        var text = ChosenByOptions().Replace(all, "");
        Assert.Equal(6, ChosenByOptions().Count(all));
        await File.WriteAllTextAsync(FilePath, text);
        await using var node = await TaleNode.StartAsync(new NodeOptions
        {
            DataDirectory = Data, Urls = "http://127.0.0.1:0", Settings = ConfigFile.Read(FilePath, isOnPostgres: false), ConfigFile = FilePath,
        });
        using var http = new HttpClient { BaseAddress = node.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/transactions")).StatusCode);
    }

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    // The settings that the files say the host chooses by itself.
    [GeneratedRegex(@"(?m)^\s*(akka\.persistence\.journal\.plugin|tale\.index\.provider|provider|path|class|journal-plugin-id) = .*$")]
    private static partial Regex ChosenByOptions();
}
