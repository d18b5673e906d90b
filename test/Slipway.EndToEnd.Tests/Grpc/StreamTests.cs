using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.EndToEnd.Tests.Grpc;

/// <summary>ModelStreamInfer of the real server, as Triton's clients use it.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class StreamTests : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client;

    public StreamTests(ModelsFixture models)
    {
        _channel = GrpcChannel.ForAddress(models.Server.GrpcUrl);
        _client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Stream_RequestsToTwoModels_AreAnsweredInOrderWithTheErrorsAmongThem()
    {
        using var stream = _client.ModelStreamInfer(cancellationToken: Token);
        for (var i = 0; i < 100; i++)
        {
            var request = (i % 3) switch
            {
                0 => Simple($"{i}", i),
                1 => new ModelInferRequest { ModelName = "nope", Id = $"{i}" },
                _ => Floats($"{i}", i),
            };
            await stream.RequestStream.WriteAsync(request, Token);
        }

        await stream.RequestStream.CompleteAsync();
        var answers = new List<ModelStreamInferResponse>();
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Token))
        {
            answers.Add(answer);
        }

        answers.Select(answer => answer.InferResponse.Id).Should().Equal(Enumerable.Range(0, 100).Select(i => $"{i}"));
        for (var i = 0; i < 100; i++)
        {
            var answer = answers[i];
            answer.InferResponse.Parameters["triton_final_response"].BoolParam.Should().BeTrue();
            if (i % 3 == 1)
                answer.ErrorMessage.Should().Contain("'nope'");
            else
                MemoryMarshal
                    .Read<int>(answer.InferResponse.RawOutputContents[0].Span)
                    .Should()
                    .Be(i % 3 == 0 ? i + 1 : i);
        }
    }

    [Fact]
    public async Task Stream_ThreeHundredMessagesOfAMegabyte_FlowWithoutPilingUp()
    {
        using var stream = _client.ModelStreamInfer(cancellationToken: Token);
        var request = Floats("big", 1, 250_000);
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    await stream.RequestStream.WriteAsync(request, Token);
                }

                await stream.RequestStream.CompleteAsync();
            },
            Token
        );

        var count = 0;
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Token))
        {
            answer.InferResponse.RawOutputContents[0].Length.Should().Be(1_000_000);
            count++;
        }

        count.Should().Be(300);
        await sending;
    }

    private static ModelInferRequest Simple(string id, int value)
    {
        var request = new ModelInferRequest { ModelName = "simple", Id = id };
        for (var i = 0; i < 2; i++)
        {
            var input = new ModelInferRequest.Types.InferInputTensor { Name = $"INPUT{i}", Datatype = "INT32" };
            input.Shape.Add([1, 16]);
            request.Inputs.Add(input);
            var values = Enumerable.Repeat(i == 0 ? value : 1, 16).ToArray();
            request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(values)));
        }

        return request;
    }

    // As bits, so that both models' answers are read alike.
    private static ModelInferRequest Floats(string id, int bits, int count = 1)
    {
        var input = new ModelInferRequest.Types.InferInputTensor { Name = "input", Datatype = "FP32" };
        input.Shape.Add(count);
        var values = Enumerable.Repeat(bits, count).ToArray();
        return new ModelInferRequest
        {
            ModelName = "floats",
            Id = id,
            Inputs = { input },
            RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(values)) },
        };
    }
}
