using System.Text.Json;

namespace Slipway.EndToEnd.Tests.Stateful;

/// <summary>An ensemble as Triton's configuration declares it.</summary>
[Collection(nameof(StatefulGroup))]
public sealed class TritonEnsembleTests(StatefulFixture models)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_TwoRows_GoThroughBothStepsAndCountForTheirModel()
    {
        var before = await CountAsync();
        var (status, body) = await models.PostAsync("twice_the_sum", Request(2), Token);
        status.Should().Be(200);
        var outputs = body.GetProperty("outputs").EnumerateArray().ToArray();
        outputs.Select(output => output.GetProperty("name").GetString()).Should().Equal("TWICE", "LESS");
        Values(outputs[0]).Should().Equal(Enumerable.Range(0, 32).Select(i => 2 * (i + 3)));
        Values(outputs[1]).Should().Equal(Enumerable.Range(0, 32).Select(i => i - 3));
        (await CountAsync()).Should().Be(before + 2);
    }

    [Fact]
    public async Task Infer_MoreRowsThanTheEnsembleTakes_IsRefused()
    {
        var (status, body) = await models.PostAsync("twice_the_sum", Request(5), Token);
        status.Should().Be(400);
        body.GetProperty("error").GetString().Should().Contain("batch-size must be <= 4 for 'twice_the_sum'");
    }

    private async Task<long> CountAsync()
    {
        using var statistics = JsonDocument.Parse(await models.Http.GetStringAsync("/v2/models/simple/stats", Token));
        return statistics.RootElement.GetProperty("model_stats")[0].GetProperty("inference_count").GetInt64();
    }

    private static IEnumerable<int> Values(JsonElement output) =>
        output.GetProperty("data").EnumerateArray().Select(value => value.GetInt32());

    private static string Request(int rows)
    {
        var a = string.Join(',', Enumerable.Range(0, rows * 16));
        var b = string.Join(',', Enumerable.Repeat(3, rows * 16));
        return $$"""
            {"inputs":[{"name":"A","datatype":"INT32","shape":[{{rows}},16],"data":[{{a}}]},
                       {"name":"B","datatype":"INT32","shape":[{{rows}},16],"data":[{{b}}]}]}
            """;
    }
}
