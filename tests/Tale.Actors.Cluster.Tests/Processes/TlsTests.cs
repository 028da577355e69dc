using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tale.Actors.Cluster.Tests.Support;

namespace Tale.Actors.Cluster.Tests.Processes;

/// <summary>The settings of <c>hocon/cluster-tls.conf</c>, as they are delivered.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Members = "SELECT count(*) FROM tale_member WHERE until > clock_timestamp()";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tale-tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Nodes_with_a_certificate_that_is_trusted_are_a_cluster_and_one_without_is_not_let_in()
    {
        await using var cluster = new TestCluster(_ => []);
        using var fleet = new Fleet(cluster.ConnectionStrings);

        Start(fleet, "nodes");
        await fleet.ReachesAsync(1, "SELECT count(*) FROM pg_class WHERE relname = 'tale_member'");
        await fleet.ReachesAsync(1, Members);
        var stranger = Start(fleet, "strangers");
        fleet.Start();
        Start(fleet, "nodes");
        await fleet.ReachesAsync(2, Members);

        // Akka ends it: nobody trusts what it shows.
        for (var watch = Stopwatch.StartNew(); !fleet.HasEnded(stranger); await Task.Delay(50))
            Assert.True(watch.Elapsed < TestCluster.Patience);
        Assert.Equal(2, fleet.Scalar(Members));
    }

    /// <summary>A node that trusts an authority, and has a certificate of it.</summary>
    private int Start(Fleet fleet, string authority)
    {
        var settings = Path.Combine(_folder.FullName, $"{authority}.conf");
        var pem = Certificate(authority);
        var delivered = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cluster-tls.conf"));
        File.WriteAllText(settings, delivered
            .Replace("/etc/travel/node.pfx", Path.ChangeExtension(pem, "pfx"), StringComparison.Ordinal)
            .Replace("password = \"\"", "password = secret", StringComparison.Ordinal));
        return fleet.Start(settings, new Dictionary<string, string> { ["SSL_CERT_FILE"] = pem });
    }

    private string Certificate(string authority)
    {
        var (pem, pfx) = (Path.Combine(_folder.FullName, $"{authority}.pem"), Path.Combine(_folder.FullName, $"{authority}.pfx"));
        if (!File.Exists(pfx))
        {
            using var issuerKey = RSA.Create(2048);
            var issuerRequest = new CertificateRequest($"CN={authority}", issuerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            issuerRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            issuerRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            using var issuer = issuerRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.Create(issuer, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [1, 2, 3]);
            using var withKey = certificate.CopyWithPrivateKey(key);
            File.WriteAllText(pem, issuer.ExportCertificatePem());
            File.WriteAllBytes(pfx, withKey.Export(X509ContentType.Pkcs12, "secret"));
        }
        return pem;
    }
}
