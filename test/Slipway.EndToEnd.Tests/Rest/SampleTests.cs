using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>The trained samples answer as the framework that trained them did, on every transport.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class SampleTests(ModelsFixture models)
{
    private const double Tolerance = 1e-5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Requests
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var model in (string[])["iris", "digits"])
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(Checkout.Sample(model), "requests")))
                {
                    var name = Path.GetFileName(file);
                    if (!name.EndsWith(".expected.json", StringComparison.Ordinal))
                        data.Add(model, name[..^".json".Length]);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Infer_RestJson_AnswersAsTheFrameworkDid(string model, string request)
    {
        using var body = new StringContent(await ReadAsync(model, $"{request}.json"));
        using var response = await models.Http.PostAsync($"/v2/models/{model}/infer", body, Token);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(Token));
        using var expected = JsonDocument.Parse(await ReadAsync(model, $"{request}.expected.json"));
        foreach (var (actual, wanted) in Outputs(answer).Zip(Outputs(expected)))
        {
            actual.GetProperty("name").GetString().Should().Be(wanted.GetProperty("name").GetString());
            AssertClose(actual.GetProperty("data"), wanted.GetProperty("data"));
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Infer_RestBinaryAndGrpc_AnswerAsTheFrameworkDid(string model, string request)
    {
        using var body = JsonDocument.Parse(await ReadAsync(model, $"{request}.json"));
        using var expected = JsonDocument.Parse(await ReadAsync(model, $"{request}.expected.json"));
        foreach (var client in (IInferenceClient[])[models.Rest, models.Grpc])
        {
            using var call = Request(model, body);
            using var answer = await client.InferAsync(call, Token);
            answer.ModelName.Should().Be(model);
            foreach (var (actual, wanted) in answer.Outputs.Zip(Outputs(expected)))
            {
                actual.Name.Should().Be(wanted.GetProperty("name").GetString());
                AssertClose(JsonSerializer.SerializeToElement(Values(actual.Tensor)), wanted.GetProperty("data"));
            }
        }
    }

    [Fact]
    public async Task List_Models_AreAllThere()
    {
        using var list = await models.Http.GetFromJsonAsync<JsonDocument>("/v1/models", Token);
        list!
            .RootElement.GetProperty("models")
            .EnumerateArray()
            .Select(name => name.GetString())
            .Should()
            .Equal("digits", "floats", "iris", "simple", "simple_identity", "simple_int8", "simple_string");
    }

    private static Task<string> ReadAsync(string model, string file) =>
        File.ReadAllTextAsync(Path.Combine(Checkout.Sample(model), "requests", file), Token);

    private static JsonElement.ArrayEnumerator Outputs(JsonDocument answer) =>
        answer.RootElement.GetProperty("outputs").EnumerateArray();

    private static InferenceRequest Request(string model, JsonDocument body)
    {
        var request = new InferenceRequest { Model = new ModelSelector(model) };
        foreach (var input in body.RootElement.GetProperty("inputs").EnumerateArray())
        {
            var shape = new TensorShape([.. input.GetProperty("shape").EnumerateArray().Select(dim => dim.GetInt64())]);
            float[] values = [.. Flat(input.GetProperty("data")).Select(value => value.GetSingle())];
            request.Inputs.Add(
                new NamedTensor(input.GetProperty("name").GetString()!, Tensor.From<float>(values, shape))
            );
        }

        return request;
    }

    private static IEnumerable<JsonElement> Flat(JsonElement data) =>
        data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().SelectMany(Flat) : [data];

    private static object[] Values(Tensor tensor) =>
        tensor.DataType switch
        {
            DataType.Fp32 => [.. tensor.AsSpan<float>().ToArray().Cast<object>()],
            DataType.Int64 => [.. tensor.AsSpan<long>().ToArray().Cast<object>()],
            _ => [.. tensor.ToStrings()],
        };

    private static void AssertClose(JsonElement actual, JsonElement expected)
    {
        var pairs = Flat(actual).Zip(Flat(expected)).ToList();
        Flat(actual).Should().HaveCount(Flat(expected).Count());
        foreach (var (a, e) in pairs)
        {
            if (e.ValueKind == JsonValueKind.Number)
                a.GetDouble().Should().BeApproximately(e.GetDouble(), Tolerance);
            else
                a.GetString().Should().Be(e.GetString());
        }
    }
}
