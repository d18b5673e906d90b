using System.Net;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Access;

public sealed class AccessTests : IDisposable
{
    private const string Key = "0123456789abcdef";
    private const string Path = "/v2/models/ner/infer";

    private readonly string _file = System.IO.Path.GetTempFileName();

    public AccessTests() => File.WriteAllText(_file, $"alice: {Key}");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData($"Authorization: Bearer {Key}", 200)]
    [InlineData($"authorization: bearer {Key}", 200)]
    [InlineData($"X-Api-Key: {Key}", 200)]
    [InlineData("X-Api-Key: 0123456789abcdee", 401)]
    [InlineData("Authorization: Basic 0123456789abcdef", 401)]
    [InlineData("Authorization: Bearer ", 401)]
    [InlineData("Other: x", 401)]
    public async Task Request_Key_LetsInAndGoesNoFurther(string header, int status)
    {
        var passed = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                passed = context.Request.Headers.Authorization.ToString() + context.Request.Headers["X-Api-Key"];
                return Task.CompletedTask;
            }
        );
        await using var gateway = await StartAsync(replica);

        using var response = await gateway.SendAsync(gateway.Http, HttpMethod.Post, Path, "{}", header);

        ((int)response.StatusCode).Should().Be(status);
        if (status == 401)
        {
            response.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
            (await response.TextAsync()).Should().StartWith("""{"error":"The request has no key""");
        }

        passed.Should().BeEmpty();
        replica.Requests.Should().Be(status == 200 ? 1 : 0);
    }

    [Theory]
    [InlineData("/v2/health/live", 200)]
    [InlineData("/v2/health/ready", 200)]
    [InlineData("/v2", 401)]
    [InlineData("/v1/models", 401)]
    [InlineData("/metrics", 401)]
    [InlineData("/v2/models/ner/ready", 401)]
    [InlineData("/pipelines/any", 401)]
    [InlineData("/nothing", 401)]
    public async Task Request_NoKey_OnlyHealthIsAnswered(string path, int status)
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await StartAsync(replica);

        using var response = await gateway.GetAsync(path);

        ((int)response.StatusCode).Should().Be(status);
    }

    [Fact]
    public async Task Call_OfGrpc_NeedsTheKeyToo()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1", GrpcFrames.Answer(new ModelInferResponse()));
        await using var gateway = await StartAsync(replica);

        using var without = await InferAsync(gateway);
        using var with = await InferAsync(gateway, $"x-api-key: {Key}");

        without.Status().Should().Be("16");
        await with.TextAsync();
        with.Status().Should().Be("0");
    }

    [Fact]
    public async Task File_Changes_KeysAreThoseOfTheFile()
    {
        var time = new FakeTimeProvider();
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await StartAsync(replica, time);
        (await StatusAsync(gateway, Key)).Should().Be(HttpStatusCode.OK);

        await File.WriteAllTextAsync(_file, "bob: another-key-of-bob's", TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(2));

        (await StatusAsync(gateway, Key)).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(gateway, "another-key-of-bob's")).Should().Be(HttpStatusCode.OK);

        await File.WriteAllTextAsync(_file, "nonsense", TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(2));
        (await StatusAsync(gateway, "another-key-of-bob's")).Should().Be(HttpStatusCode.OK, "what was valid stays so");
    }

    [Fact]
    public async Task Token_OfTheIssuer_LetsIn()
    {
        using var issuer = new TestIssuer();
        await using var server = await FakeReplica.StartAsync("issuer", issuer.AnswerAsync);
        issuer.Address = server.Http;
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        var config = new GatewayConfig
        {
            Auth = new AuthConfig
            {
                Jwt = new JwtConfig { Authority = server.Http, Audience = "fleet" },
            },
        };
        await using var gateway = await TestGateway.StartAsync(config);
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica))));
        using var forger = new TestIssuer { Address = server.Http };

        (await BearerAsync(gateway, issuer.Token("fleet"))).Should().Be(HttpStatusCode.OK);
        (await BearerAsync(gateway, issuer.Token("others"))).Should().Be(HttpStatusCode.Unauthorized);
        (await BearerAsync(gateway, issuer.Token("fleet", DateTime.UtcNow.AddHours(-1))))
            .Should()
            .Be(HttpStatusCode.Unauthorized);
        (await BearerAsync(gateway, forger.Token("fleet"))).Should().Be(HttpStatusCode.Unauthorized);
        (await BearerAsync(gateway, "nonsense")).Should().Be(HttpStatusCode.Unauthorized);
    }

    private Task<TestGateway> StartAsync(FakeReplica replica, TimeProvider? time = null) =>
        StartAsync(_file, replica, time);

    private static async Task<TestGateway> StartAsync(string file, FakeReplica replica, TimeProvider? time)
    {
        var gateway = await TestGateway.StartAsync(
            new GatewayConfig { Auth = new AuthConfig { KeysFile = file } },
            time: time
        );
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica))));
        return gateway;
    }

    private static async Task<HttpStatusCode> StatusAsync(TestGateway gateway, string key)
    {
        using var response = await gateway.SendAsync(gateway.Http, HttpMethod.Post, Path, "{}", $"X-Api-Key: {key}");
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> BearerAsync(TestGateway gateway, string token)
    {
        using var response = await gateway.SendAsync(
            gateway.Http,
            HttpMethod.Post,
            Path,
            "{}",
            $"Authorization: Bearer {token}"
        );
        return response.StatusCode;
    }

    private static Task<HttpResponseMessage> InferAsync(TestGateway gateway, params string[] headers) =>
        GrpcFrames.SendAsync(
            gateway.GrpcAddress,
            "/inference.GRPCInferenceService/ModelInfer",
            new ByteArrayContent(GrpcFrames.Frame(new ModelInferRequest { ModelName = "ner" }.ToByteArray())),
            headers
        );
}
