using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Tls;

public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tls-").FullName;
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Rest_OverTls_SpeaksBothVersionsOfHttp(string version)
    {
        var proto = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                proto = context.Request.Headers["X-Forwarded-Proto"].ToString();
                return Task.CompletedTask;
            }
        );
        await using var gateway = await StartAsync(replica);
        using var client = Client(out _);
        using var request = new HttpRequestMessage(HttpMethod.Get, gateway.HttpAddress + "/v2/models/ner")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Version.Should().Be(Version.Parse(version));
        gateway.HttpAddress.Should().StartWith("https://");
        proto.Should().Be("https");
    }

    [Fact]
    public async Task Grpc_OverTls_IsAnsweredOnBothPorts()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1", GrpcFrames.Answer(new ModelInferResponse()));
        await using var gateway = await StartAsync(replica);
        using var client = Client(out _);

        foreach (var address in new[] { gateway.GrpcAddress, gateway.HttpAddress })
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                address + "/inference.GRPCInferenceService/ModelInfer"
            )
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(
                    GrpcFrames.Frame(new ModelInferRequest { ModelName = "ner" }.ToByteArray())
                ),
            };
            request.Content.Headers.ContentType = new("application/grpc");
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            await response.TextAsync();
            response.Status().Should().Be("0");
        }
    }

    [Fact]
    public async Task Certificate_FilesChange_NextConnectionHasTheNewOne()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await StartAsync(replica);
        (await SubjectAsync(gateway)).Should().Be("CN=first");

        Write("second");
        _time.Advance(TimeSpan.FromSeconds(2));
        (await SubjectAsync(gateway)).Should().Be("CN=second");

        await File.WriteAllTextAsync(Certificate, "nonsense", TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await SubjectAsync(gateway)).Should().Be("CN=second", "what cannot be read replaces nothing");
    }

    private string Certificate => Path.Combine(_folder, "tls.crt");

    private string Key => Path.Combine(_folder, "tls.key");

    private async Task<TestGateway> StartAsync(FakeReplica replica)
    {
        Write("first");
        var gateway = await TestGateway.StartAsync(
            new GatewayConfig
            {
                Tls = new TlsConfig { Certificate = Certificate, Key = Key },
            },
            time: _time
        );
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica))));
        return gateway;
    }

    private void Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        File.WriteAllText(Key, key.ExportECPrivateKeyPem());
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        // Two within one tick of the clock of files would look the same.
        File.SetLastWriteTimeUtc(Certificate, new DateTime(2024, 1, name.Length, 0, 0, 0, DateTimeKind.Utc));
    }

    private static async Task<string> SubjectAsync(TestGateway gateway)
    {
        using var client = Client(out var subject);
        using var response = await client.GetAsync(
            new Uri(gateway.HttpAddress + "/v2/health/live"),
            TestContext.Current.CancellationToken
        );
        return subject();
    }

    private static HttpClient Client(out Func<string> subject)
    {
        var seen = "";
        subject = () => seen;
        return new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        seen = certificate!.Subject;
                        return seen is "CN=first" or "CN=second";
                    },
                },
            }
        );
    }
}
