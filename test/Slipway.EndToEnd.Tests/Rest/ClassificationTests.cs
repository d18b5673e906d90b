using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>Outputs as classes, in each form that an answer has.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class ClassificationTests(ModelsFixture models)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_WithLabels_AreTheHighestWithTheirNames()
    {
        var answer = await InferAsync("iris", Iris("\"classification\":2"));
        var output = answer["outputs"]![0]!;
        ((string)output["datatype"]!).Should().Be("BYTES");
        output["shape"]!.ToJsonString().Should().Be("[1,2]");
        ((string)output["data"]![0]!).Should().MatchRegex("^0\\.9[0-9]{5}:0:setosa$");
        ((string)output["data"]![1]!).Should().MatchRegex("^0\\.0[0-9]{5}:1:versicolor$");
    }

    [Fact]
    public async Task Binary_IsTheSameAsFrames()
    {
        using var content = new StringContent(Iris("\"classification\":1,\"binary_data\":true"));
        using var response = await models.Http.PostAsync("/v2/models/iris/infer", content, Token);
        var length = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), null);
        var body = await response.Content.ReadAsByteArrayAsync(Token);
        Encoding.UTF8.GetString(body.AsSpan(length + 4)).Should().EndWith(":0:setosa");
        BitConverter.ToInt32(body, length).Should().Be(body.Length - length - 4);
    }

    [Fact]
    public async Task Grpc_WithoutABatch_RanksTheWholeOutput()
    {
        using var channel = GrpcChannel.ForAddress(models.Server.GrpcUrl);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var request = new ModelInferRequest { ModelName = "simple" };
        foreach (var name in (string[])["INPUT0", "INPUT1"])
        {
            var input = new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = "INT32" };
            input.Shape.Add([1, 16]);
            input.Contents = new InferTensorContents { IntContents = { Enumerable.Range(0, 16) } };
            request.Inputs.Add(input);
        }

        request.Outputs.Add(
            new ModelInferRequest.Types.InferRequestedOutputTensor
            {
                Name = "OUTPUT0",
                Parameters = { ["classification"] = new InferParameter { Int64Param = 3 } },
            }
        );
        var answer = await client.ModelInferAsync(request, cancellationToken: Token);
        answer.Outputs[0].Datatype.Should().Be("BYTES");
        answer.Outputs[0].Shape.Should().Equal(3);
        Texts(answer.RawOutputContents[0]).Should().Equal("30:15", "28:14", "26:13");
    }

    [Fact]
    public async Task Classification_ThatCannotBe_IsRefusedBeforeItIsComputed()
    {
        (await Refused("iris", Iris("\"classification\":0"))).Should().ContainAll("probabilities", "'0'", "from 1 on");
        var text =
            """{"inputs":[{"name":"INPUT0","shape":[1,1],"datatype":"BYTES","data":["a"]}],"outputs":[{"name":"OUTPUT0","parameters":{"classification":1}}]}""";
        (await Refused("simple_identity", text)).Should().ContainAll("OUTPUT0", "BYTES");
    }

    private static string Iris(string parameters) =>
        """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}],"outputs":[{"name":"probabilities","parameters":{"""
        + parameters
        + "}}]}";

    private static IEnumerable<string> Texts(ByteString framed)
    {
        for (var at = 0; at < framed.Length; )
        {
            var length = BitConverter.ToInt32(framed.Span[at..]);
            yield return Encoding.UTF8.GetString(framed.Span.Slice(at + 4, length));
            at += 4 + length;
        }
    }

    private async Task<JsonNode> InferAsync(string model, string body)
    {
        using var content = new StringContent(body);
        using var response = await models.Http.PostAsync($"/v2/models/{model}/infer", content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> Refused(string model, string body)
    {
        using var content = new StringContent(body);
        using var response = await models.Http.PostAsync($"/v2/models/{model}/infer", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["error"]!;
    }
}
