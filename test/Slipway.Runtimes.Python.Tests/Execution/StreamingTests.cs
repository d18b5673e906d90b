using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Tests.Execution;

/// <summary>Models that answer one request any number of times.</summary>
public sealed class StreamingTests
{
    /// <summary>Counts to its input, with its process in every answer; a file allows all but the next answer.</summary>
    private const string Counter = """
        import os, time
        from slipway import Tensor

        class Model:
            def predict(self, x: Tensor["int64", 1]) -> {"y": Tensor["int64", 2]}:
                print("begun", flush=True)
                try:
                    for i in range(1, int(x[0]) + 1):
                        if i > 2 and os.path.exists("strict") and not os.path.exists("read%d" % (i - 2)):
                            raise RuntimeError("answer %d was computed before answer %d was read" % (i, i - 2))
                        yield {"y": [i, os.getpid()]}
                    if os.path.exists("endless"):
                        while True:
                            time.sleep(0.01)
                    if os.path.exists("broken"):
                        raise ValueError("no more")
                finally:
                    # What is told in two ways that nobody reads any more is told the second time here.
                    time.sleep(0.05)
                    print("left after", i, flush=True)
        """;

    private const string Decoupled = """
        import threading
        import triton_python_backend_utils as pb_utils

        class TritonPythonModel:
            def execute(self, requests):
                for request in requests:
                    count = int(pb_utils.get_input_tensor_by_name(request, "x").as_numpy()[0])
                    run = lambda: self.answer(request.get_response_sender(), count)
                    threading.Thread(target=run).start() if THREAD else run()
                return None

            def answer(self, sender, count):
                for i in range(1, count + 1):
                    sender.send(pb_utils.InferenceResponse([pb_utils.Tensor("y", pb_utils.np.array([i, -i]))]))
                    if sender.is_cancelled():
                        print("cancelled after", i, flush=True)
                        return
                sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_OfAGenerator_AreAnswersOfTheirOwn()
    {
        await using var model = await PythonModel.LoadAsync(Counter);
        using var request = Ask(5);

        var answers = await ReadAsync(model, request);

        answers.Select(answer => answer[0]).Should().Equal(1, 2, 3, 4, 5);
        (await ReadAsync(model, request)).Should().BeEquivalentTo(answers, "the worker is the same");
    }

    [Fact]
    public async Task Model_WhoseReaderIsSlow_ComputesOneAnswerAhead()
    {
        await using var model = await PythonModel.LoadAsync(Counter);
        model.Folder.Write("strict", "");
        using var request = Ask(6);
        var count = 0;

        await foreach (var response in Streaming(model).StreamAsync(request, Token))
        {
            using (response)
            {
                response.IsFinal.Should().BeFalse();
                model.Folder.Write($"read{response.Outputs[0].Tensor.AsSpan<long>()[0]}", "");
                count++;
            }
        }

        count.Should().Be(6);
    }

    [Fact]
    public async Task Reader_WhoLeaves_EndsTheGeneratorAndTheWorkerStays()
    {
        await using var model = await PythonModel.LoadAsync(Counter);
        long process = 0;
        using (var request = Ask(1000))
        {
            await foreach (var response in Streaming(model).StreamAsync(request, Token))
            {
                using (response)
                {
                    process = response.Outputs[0].Tensor.AsSpan<long>()[1];
                    break;
                }
            }
        }

        await model.Log.WaitForAsync("left after");
        using var next = Ask(1);
        (await ReadAsync(model, next)).Should().ContainSingle().Which[1].Should().Be(process);
    }

    [Fact]
    public async Task Reader_WhoGoesWhileTheModelComputes_InterruptsIt()
    {
        await using var model = await PythonModel.LoadAsync(Counter);
        model.Folder.Write("endless", "");
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var request = Ask(2);

        var reading = async () =>
        {
            await foreach (var response in Streaming(model).StreamAsync(request, caller.Token))
            {
                using (response)
                {
                    if (response.Outputs[0].Tensor.AsSpan<long>()[0] == 2)
                        await caller.CancelAsync();
                }
            }
        };

        await reading.Should().ThrowAsync<OperationCanceledException>();
        await model.Log.WaitForAsync("left after 2");
        File.Delete(model.Folder["endless"]);
        using var next = Ask(1);
        (await ReadAsync(model, next)).Should().ContainSingle();
    }

    [Fact]
    public async Task Failure_AmongAnswers_ComesAfterThem()
    {
        await using var model = await PythonModel.LoadAsync(Counter);
        model.Folder.Write("broken", "");
        using var request = Ask(3);
        var count = 0;

        var reading = async () =>
        {
            await foreach (var response in Streaming(model).StreamAsync(request, Token))
            {
                response.Dispose();
                count++;
            }
        };

        (await reading.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain("ValueError: no more");
        count.Should().Be(3);
    }

    [Fact]
    public async Task Execution_OfAStream_GivesItsLastAnswer()
    {
        await using var model = await PythonModel.LoadAsync(Counter);

        using var response = await model.RunAsync(Ask(4), Token);

        response.Outputs[0].Tensor.AsSpan<long>()[0].Should().Be(4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Responses_OfADecoupledModel_AreSentOneByOne(bool fromAThread)
    {
        await using var model = await LoadDecoupledAsync(fromAThread);
        using var request = Ask(300);
        var answers = await ReadAsync(model, request);
        answers.Select(answer => answer[0]).Should().Equal(Enumerable.Range(1, 300).Select(i => (long)i));
        using var none = Ask(0);
        (await ReadAsync(model, none)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sender_WhoseReaderLeaves_IsTold(bool fromAThread)
    {
        await using var model = await LoadDecoupledAsync(fromAThread);
        using (var request = Ask(1_000_000))
        {
            await foreach (var response in Streaming(model).StreamAsync(request, Token))
            {
                response.Dispose();
                break;
            }
        }

        using var next = Ask(2);
        (await ReadAsync(model, next)).Should().HaveCount(2);
        if (fromAThread)
            await model.Log.WaitForAsync("cancelled after");
    }

    private static Task<PythonModel> LoadDecoupledAsync(bool fromAThread) =>
        PythonModel.LoadAsync(
            Decoupled.Replace("THREAD", fromAThread ? "True" : "False", StringComparison.Ordinal),
            config: new ModelConfig
            {
                IsDecoupled = true,
                Inputs =
                {
                    ["x"] = new TensorConfig { Datatype = "INT64", Shape = [1] },
                },
                Outputs =
                {
                    ["y"] = new TensorConfig { Datatype = "INT64", Shape = [2] },
                },
            }
        );

    private static IStreamingServable Streaming(PythonModel model) =>
        model.Servable.Should().BeAssignableTo<IStreamingServable>().Subject;

    private static InferenceRequest Ask(long count) =>
        PythonModel.Request(("x", Tensor.From<long>([count], new TensorShape(1))));

    private static async Task<List<long[]>> ReadAsync(PythonModel model, InferenceRequest request)
    {
        List<long[]> answers = [];
        await foreach (var response in Streaming(model).StreamAsync(request, Token))
        {
            using (response)
            {
                answers.Add(response.Outputs[0].Tensor.AsSpan<long>().ToArray());
            }
        }

        return answers;
    }
}
