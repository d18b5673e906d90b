using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>Triton's statistics extension over both transports; its clients' simple examples end with it.</summary>
public sealed class StatisticsTests(ModelsFixture models) : IClassFixture<ModelsFixture>
{
    private const string Body = """
        {"inputs":[{"name":"input","shape":[2],"datatype":"FP32","data":[1,2]}]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statistics_OfAModel_CountItsRequestsOnBothTransports()
    {
        for (var i = 0; i < 3; i++)
        {
            using var answer = await models.Http.PostAsync("/v2/models/floats/infer", new StringContent(Body), Token);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        using var refused = await models.Http.PostAsync(
            "/v2/models/floats/infer",
            new StringContent("""{"inputs":[]}"""),
            Token
        );
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);

        var body = await models.Http.GetFromJsonAsync<JsonElement>("/v2/models/floats/versions/1/stats", Token);
        var rest = body.GetProperty("model_stats").EnumerateArray().Should().ContainSingle().Which;
        rest.GetProperty("name").GetString().Should().Be("floats");
        rest.GetProperty("version").GetString().Should().Be("1");
        rest.GetProperty("inference_count").GetInt64().Should().Be(3);
        rest.GetProperty("execution_count").GetInt64().Should().Be(3);
        rest.GetProperty("response_stats").EnumerateObject().Should().BeEmpty();
        rest.GetProperty("memory_usage").GetArrayLength().Should().Be(0);
        rest.GetProperty("last_inference").GetInt64().Should().BePositive();
        var stats = rest.GetProperty("inference_stats");
        stats.GetProperty("success").GetProperty("ns").GetInt64().Should().BePositive();
        stats.GetProperty("fail").GetProperty("count").GetInt64().Should().Be(1);
        stats.GetProperty("compute_infer").GetProperty("count").GetInt64().Should().Be(3);
        rest.GetProperty("batch_stats")[0].GetProperty("batch_size").GetInt64().Should().Be(1);

        using var channel = GrpcChannel.ForAddress(models.Server.GrpcUrl);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var response = await client.ModelStatisticsAsync(
            new ModelStatisticsRequest { Name = "floats" },
            cancellationToken: Token
        );
        var grpc = response.ModelStats.Should().ContainSingle().Which;
        grpc.InferenceCount.Should().Be(3);
        grpc.InferenceStats.Fail.Count.Should().Be(1);
        grpc.InferenceStats.Success.Ns.Should().Be((ulong)stats.GetProperty("success").GetProperty("ns").GetInt64());
    }

    [Fact]
    public async Task Statistics_OfAllModels_NameEachOne()
    {
        var body = await models.Http.GetFromJsonAsync<JsonElement>("/v2/models/stats", Token);
        body.GetProperty("model_stats")
            .EnumerateArray()
            .Select(version => version.GetProperty("name").GetString())
            .Should()
            .Contain(["simple", "iris", "digits"]);
    }

    [Fact]
    public async Task Statistics_OfAnUnknownModel_AreNotFound()
    {
        using var response = await models.Http.GetAsync("/v2/models/nope/stats", Token);
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("Request for unknown model");
    }
}
