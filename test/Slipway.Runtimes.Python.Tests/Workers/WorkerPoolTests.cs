using System.Diagnostics;
using Slipway.Errors;
using Slipway.Runtimes.Python.Tests.Hosting;

namespace Slipway.Runtimes.Python.Tests.Workers;

/// <summary>What becomes of requests and of workers when a worker ends.</summary>
public sealed class WorkerPoolTests
{
    /// <summary>Answers 0 with its process id, and does what other numbers stand for.</summary>
    private const string Code = """
        import os, signal, subprocess, sys, time
        from slipway import Tensor

        class Model:
            def load(self, context):
                if os.path.exists("broken"):
                    raise RuntimeError("not this time")
                print("loaded in", os.getpid())
            def predict(self, x: Tensor["int64", 1]) -> Tensor["int64", 1]:
                what = int(x[0])
                if what == 1:
                    print("my last words", file=sys.stderr)
                    os._exit(3)
                if what == 2:
                    print("computing in", os.getpid(), flush=True)
                    while True:
                        time.sleep(0.01)
                if what == 3:
                    os.kill(os.getpid(), signal.SIGSEGV)
                if what == 4:
                    time.sleep(0.02)
                if what == 5:
                    return [subprocess.Popen(["sleep", "1000"]).pid]
                if what == 6:
                    bytearray(1 << 30)
                return [os.getpid()]
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "exit code 3", "my last words")]
    [InlineData(3, "SIGSEGV", "the Python worker")]
    public async Task Worker_ThatCrashes_FailsItsRequestAndIsReplaced(long what, string how, string lastWords)
    {
        await using var model = await PythonModel.LoadAsync(Code);
        var before = await model.AskAsync(0);

        var crashing = async () => await model.AskAsync(what);
        var error = (await crashing.Should().ThrowAsync<ServingException>()).Which;

        error.Code.Should().Be(ServingErrorCode.Internal);
        error.Reason.Should().Be("worker-died");
        error.Message.Should().Contain(how).And.Contain(lastWords);
        (await model.AskAsync(0)).Should().NotBe(before);
        await model.Log.WaitForAsync("was replaced");
    }

    [Fact]
    public async Task Worker_KilledAmongManyRequests_FailsAtMostTheOneThatItHas()
    {
        await using var model = await PythonModel.LoadAsync(Code, """{"workers": 2}""");
        var (answered, failed) = (0, 0);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Token },
            async (i, _) =>
            {
                try
                {
                    var process = await model.AskAsync(i is 100 or 101 ? 4 : 0);
                    Interlocked.Increment(ref answered);
                    if (i is 90 or 200)
                        Process.GetProcessById((int)process).Kill();
                }
                catch (ServingException error)
                {
                    error.Reason.Should().Be("worker-died");
                    error.Message.Should().Contain("SIGKILL");
                    Interlocked.Increment(ref failed);
                }
            }
        );

        // Two were killed, and each had one request in hand or none.
        (answered + failed)
            .Should()
            .Be(400);
        failed.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Worker_KilledWhileItComputes_FailsThatRequestOnly()
    {
        await using var model = await PythonModel.LoadAsync(Code, """{"workers": 2}""");
        var busy = model.AskAsync(2);
        var process = (await model.Log.WaitForAsync("computing in"))[^10..].Split(' ')[^1];

        Process.GetProcessById(int.Parse(process, null)).Kill();

        var waiting = async () => await busy;
        (await waiting.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain("SIGKILL");
        (await model.AskAsync(0)).Should().BePositive();
    }

    [Fact]
    public async Task Request_OverItsTime_EndsTheWorkerAndIsTold()
    {
        await using var model = await PythonModel.LoadAsync(Code, """{"request_timeout_seconds": 0.3}""");
        var before = await model.AskAsync(0);

        var slow = async () => await model.AskAsync(2);
        var error = (await slow.Should().ThrowAsync<ServingException>()).Which;

        error.Code.Should().Be(ServingErrorCode.DeadlineExceeded);
        error.Message.Should().Contain("0.3 s").And.Contain("request_timeout_seconds");
        (await model.AskAsync(0)).Should().NotBe(before);
    }

    [Fact]
    public async Task Request_WhoseCallerGoes_IsLeftAndTheWorkerStays()
    {
        await using var model = await PythonModel.LoadAsync(Code);
        var before = await model.AskAsync(0);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var endless = model.AskUntilAsync(2, caller.Token);
        await caller.CancelAsync();

        var waiting = async () => await endless;
        await waiting.Should().ThrowAsync<OperationCanceledException>();
        (await model.AskAsync(0)).Should().Be(before);
    }

    [Fact]
    public async Task Memory_OverTheLimit_FailsTheRequest()
    {
        await using var model = await PythonModel.LoadAsync(Code, """{"memory_limit_bytes": 400000000}""");
        var before = await model.AskAsync(0);

        var greedy = async () => await model.AskAsync(6);

        (await greedy.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain("MemoryError");
        (await model.AskAsync(0)).Should().Be(before);
    }

    [Fact]
    public async Task Disposal_OfTheServable_EndsWorkersAndWhatTheyStarted()
    {
        var model = await PythonModel.LoadAsync(Code, """{"workers": 2}""");
        var child = await model.AskAsync(5);
        var worker = await model.AskAsync(0);
        var waiting = model.AskAsync(2);

        await model.DisposeAsync();

        IsRunning(child).Should().BeFalse();
        IsRunning(worker).Should().BeFalse();
        var busy = async () => await waiting;
        await busy.Should().ThrowAsync<ServingException>();
    }

    [Fact]
    public async Task Replacement_ThatFails_RefusesUntilOneSucceeds()
    {
        await using var model = await PythonModel.LoadAsync(Code);
        model.Folder.Write("broken", "");
        var crashing = async () => await model.AskAsync(1);
        await crashing.Should().ThrowAsync<ServingException>();
        await model.Log.WaitForAsync("cannot be replaced");

        var refused = async () => await model.AskAsync(0);
        var error = (await refused.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().Be(ServingErrorCode.Unavailable);
        error.Message.Should().Contain("RuntimeError: not this time");
        error.RetryAfter.Should().BePositive();

        File.Delete(model.Folder["broken"]);
        await model.Log.WaitForAsync("was replaced");
        (await model.AskAsync(0)).Should().BePositive();
    }

    [Fact]
    public async Task Fault_OfTheModel_StandsWhileNoWorkerLives()
    {
        await using var model = await PythonModel.LoadAsync(Code, """{"workers": 2}""");
        model.Servable.Fault.Should().BeNull();
        model.Folder.Write("broken", "");
        var faults = new List<ServingException?>();
        var wasRefused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isWell = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        model.Servable.FaultChanged += () =>
        {
            var fault = model.Servable.Fault;
            faults.Add(fault);
            if (fault?.Message.Contains("not this time", StringComparison.Ordinal) == true)
                wasRefused.TrySetResult();
            if (fault is null)
                isWell.TrySetResult();
        };

        await CrashAsync();
        await model.Log.WaitForAsync("cannot be replaced");
        model.Servable.Fault.Should().BeNull("the other worker lives");
        faults.Should().BeEmpty();
        await CrashAsync();
        await wasRefused.Task.WaitAsync(Token);
        model.Servable.Fault!.Code.Should().Be(ServingErrorCode.Unavailable);

        File.Delete(model.Folder["broken"]);
        await isWell.Task.WaitAsync(Token);
        (await model.AskAsync(0)).Should().BePositive();

        async Task CrashAsync()
        {
            var crashing = async () => await model.AskAsync(1);
            await crashing.Should().ThrowAsync<ServingException>();
        }
    }

    [Fact]
    public async Task Lines_ThatAWorkerPrints_GoToTheLog()
    {
        await using var model = await PythonModel.LoadAsync(Code);
        (await model.Log.WaitForAsync("loaded in")).Should().StartWith("Information: m: loaded in");
        var crashing = async () => await model.AskAsync(1);
        await crashing.Should().ThrowAsync<ServingException>();
        (await model.Log.WaitForAsync("my last words")).Should().Be("Warning: m: my last words");
    }

    private static bool IsRunning(long process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[text.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
