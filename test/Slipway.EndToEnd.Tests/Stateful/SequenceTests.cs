using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.EndToEnd.Tests.Stateful;

/// <summary>Sequences of real models on every transport, and what Triton's clients of them expect.</summary>
[Collection(nameof(StatefulGroup))]
public sealed class SequenceTests(StatefulFixture models)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rest_SequencesBesideEachOther_AddUpEachItsOwn()
    {
        float[] sums = [0, 0];
        for (var i = 0; i < 10; i++)
        {
            for (var sequence = 0; sequence < 2; sequence++)
            {
                var value = i * (sequence + 1);
                sums[sequence] += value;
                var id = sequence == 0 ? "18446744073709551615" : "\"rest\"";
                var (status, body) = await models.PostAsync(
                    "accumulator",
                    Accumulate(id, value, i == 0, i == 9),
                    Token
                );
                status.Should().Be(200);
                var output = body.GetProperty("outputs").EnumerateArray().Should().ContainSingle().Which;
                output.GetProperty("name").GetString().Should().Be("y", "the state is not part of the answer");
                output.GetProperty("data")[0].GetSingle().Should().Be(sums[sequence]);
            }
        }

        await RefusedAsync("accumulator", Accumulate("\"rest\"", 1, false, false), 400, "*sequence rest*START flag*");
    }

    [Fact]
    public async Task Rest_BadSequences_AreRefusedClearly()
    {
        await RefusedAsync("accumulator", Accumulate("77", 1, false, false), 400, "*sequence 77 to model*START flag*");
        await RefusedAsync(
            "accumulator",
            Accumulate("0", 1, true, false),
            400,
            "*non-zero or non-empty correlation ID*"
        );
        await RefusedAsync(
            "accumulator",
            """{"inputs":[{"name":"sum_before","datatype":"FP32","shape":[1],"data":[1]}]}""",
            400,
            "*no input 'sum_before'*"
        );
        await RefusedAsync(
            "simple_sequence",
            """
            {"parameters":{"sequence_id":5,"sequence_start":true},
             "inputs":[{"name":"INPUT","datatype":"INT32","shape":[2,1],"data":[1,2]}]}
            """,
            400,
            "*must specify batch-size 1*"
        );

        (await models.PostAsync("few", Accumulate("1", 1, true, false), Token)).Status.Should().Be(200);
        await RefusedAsync("few", Accumulate("2", 1, true, false), 503, "*'few' has 1 sequences already*");
        (await models.PostAsync("few", Accumulate("1", 1, false, true), Token)).Status.Should().Be(200);
        (await models.PostAsync("few", Accumulate("2", 1, true, true), Token)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Metadata_Controls_AreNotListed()
    {
        using var body = JsonDocument.Parse(await models.Http.GetStringAsync("/v2/models/simple_dyna_sequence", Token));
        body.RootElement.GetProperty("inputs")
            .EnumerateArray()
            .Select(input => input.GetProperty("name").GetString())
            .Should()
            .Equal("INPUT");
        using var server = JsonDocument.Parse(await models.Http.GetStringAsync("/v2", Token));
        server
            .RootElement.GetProperty("extensions")
            .EnumerateArray()
            .Select(extension => extension.GetString())
            .Should()
            .Contain("sequence");
    }

    // As Triton's simple_grpc_sequence_stream_infer_client: two sequences at once, the values of the first are 1 too many
    // at the start; with -d the last has the sequence's id on top.
    [Theory]
    [InlineData("simple_sequence", 0)]
    [InlineData("simple_dyna_sequence", 1)]
    public async Task Stream_TritonsExample_GetsTheValuesThatItExpects(string model, int idAtEnd)
    {
        using var channel = GrpcChannel.ForAddress(models.Server.GrpcUrl);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        int[] values = [11, 7, 5, 3, 2, 0, 1];
        using var stream = client.ModelStreamInfer(cancellationToken: Token);
        for (var i = 0; i < values.Length; i++)
        {
            await stream.RequestStream.WriteAsync(Message(model, 1007, values[i], i, values.Length), Token);
            await stream.RequestStream.WriteAsync(Message(model, 1008, -values[i], i, values.Length), Token);
        }

        await stream.RequestStream.CompleteAsync();
        var answers = new Dictionary<string, List<int>> { ["1007"] = [], ["1008"] = [] };
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Token))
        {
            answer.ErrorMessage.Should().BeEmpty();
            var response = answer.InferResponse;
            answers[response.Id].Add(MemoryMarshal.Read<int>(response.RawOutputContents[0].Span));
        }

        answers["1007"].Should().Equal(Expected(values, 1007));
        answers["1008"].Should().Equal(Expected([.. values.Select(value => -value)], 1008));

        int[] Expected(int[] sent, int id) =>
            [.. sent.Select((value, i) => value + (i == 0 ? 1 : 0) + (i == sent.Length - 1 ? id * idAtEnd : 0))];
    }

    [Fact]
    public async Task Grpc_WithoutStart_IsInvalidArgument()
    {
        using var channel = GrpcChannel.ForAddress(models.Server.GrpcUrl);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var request = Message("simple_sequence", 4711, 1, 1, 3);
        var refused = await client
            .Invoking(c => c.ModelInferAsync(request, cancellationToken: Token).ResponseAsync)
            .Should()
            .ThrowAsync<RpcException>();
        refused.Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
        refused
            .Which.Status.Detail.Should()
            .StartWith("inference request for sequence 4711 to model 'simple_sequence' must specify the START flag");
    }

    [Fact]
    public async Task Ensemble_OverAStatefulModel_PassesTheSequenceOn()
    {
        for (var i = 1; i < 4; i++)
        {
            var body = $$"""
                {"parameters":{"sequence_id":9,"sequence_start":{{(i == 1 ? "true" : "false")}}},
                 "inputs":[{"name":"in","datatype":"FP32","shape":[1],"data":[{{i}}]}]}
                """;
            var (status, answer) = await models.PostAsync("a_graph", body, Token);
            status.Should().Be(200);
            var outputs = answer.GetProperty("outputs");
            outputs[0].GetProperty("data")[0].GetSingle().Should().Be(i);
            outputs[1].GetProperty("data")[0].GetSingle().Should().Be(i * (i + 1) / 2);
        }

        await RefusedAsync(
            "a_graph",
            """{"inputs":[{"name":"in","datatype":"FP32","shape":[1],"data":[1]}]}""",
            400,
            "Step 1 of the ensemble 'a_graph', model 'accumulator': *correlation ID*"
        );
    }

    private async Task RefusedAsync(string model, string body, int status, string message)
    {
        var (code, answer) = await models.PostAsync(model, body, Token);
        answer.GetProperty("error").GetString().Should().Match(message);
        code.Should().Be(status);
    }

    private static string Accumulate(string id, int value, bool start, bool end) =>
        $$"""
            {"parameters":{"sequence_id":{{id}},"sequence_start":{{Json(start)}},"sequence_end":{{Json(end)}}},
             "inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[{{value}}]}]}
            """;

    private static string Json(bool value) => value ? "true" : "false";

    private static ModelInferRequest Message(string model, long id, int value, int index, int count)
    {
        var input = new ModelInferRequest.Types.InferInputTensor { Name = "INPUT", Datatype = "INT32" };
        input.Shape.Add([1, 1]);
        return new ModelInferRequest
        {
            ModelName = model,
            Id = $"{id}",
            Inputs = { input },
            RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes<int>([value])) },
            Parameters =
            {
                ["sequence_id"] = new InferParameter { Int64Param = id },
                ["sequence_start"] = new InferParameter { BoolParam = index == 0 },
                ["sequence_end"] = new InferParameter { BoolParam = index == count - 1 },
            },
        };
    }
}
