using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Runtimes.Python.Workers;

namespace Slipway.Runtimes.Python.Execution;

/// <summary>
/// A request that a worker has taken, and its answers. Where the caller goes, by the token or by disposal, the model is
/// interrupted, and the worker takes no other request before it has answered: Python leaves native code only when that
/// returns. For one caller; not thread-safe.
/// </summary>
/// <param name="setup">What the worker was started with.</param>
/// <param name="pool">Where it goes back to.</param>
/// <param name="worker">The worker, which is this call's until it has been given back or ended.</param>
/// <param name="isExplanation">Whether an explanation was asked for.</param>
/// <param name="sending">What handing the request over took, as Stopwatch ticks.</param>
internal sealed class WorkerCall(WorkerSetup setup, WorkerPool pool, Worker worker, bool isExplanation, long sending)
    : IAsyncDisposable
{
    private static readonly TimeSpan InterruptAgain = TimeSpan.FromMilliseconds(100);

    private readonly string _name = setup.Package.Name;
    private long _sending = sending;
    private bool _isOver;

    /// <summary>The one answer, or one after the other of a model that streams; null after the last.</summary>
    public async ValueTask<InferenceResponse?> NextAsync(CancellationToken cancellationToken)
    {
        if (_isOver)
            return null;
        var asked = Stopwatch.GetTimestamp();
        try
        {
            var frame = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            var computed = Stopwatch.GetTimestamp();
            switch (frame.Operation)
            {
                case Frame.Part:
                    var part = await TakePartAsync(frame).ConfigureAwait(false);
                    part.Timings = Timings(asked, computed);
                    return part;
                case Frame.End:
                    worker.Discard(frame);
                    GiveBack();
                    return null;
                default:
                    var response = worker.Read(frame, isExplanation);
                    response.Timings = Timings(asked, computed);
                    GiveBack();
                    return response;
            }
        }
        catch (ServingException error) when (error.Reason is null)
        {
            // The model's or the answer's, and the worker is as good as before.
            GiveBack();
            throw;
        }
        catch (WorkerException error)
        {
            throw await EndAsync(error).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (ServingException or OperationCanceledException))
        {
            Kill();
            throw;
        }
    }

    /// <summary>The one answer.</summary>
    public async ValueTask<InferenceResponse> AnswerAsync(CancellationToken cancellationToken)
    {
        if (await NextAsync(cancellationToken).ConfigureAwait(false) is { } response)
            return response;
        worker.Kill();
        throw RunErrors.Broken(_name, "it answered with the end of a stream.");
    }

    /// <summary>Leaves what is not answered yet; the worker comes back by itself.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isOver)
            Leave(worker.ReceiveAsync().AsTask());
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Frame> ReceiveAsync(CancellationToken cancellationToken)
    {
        var answer = worker.ReceiveAsync();
        if (answer.IsCompletedSuccessfully)
            return answer.Result;
        var task = answer.AsTask();
        try
        {
            return await task.WaitAsync(setup.RequestTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Ended at once, so that nothing it still does can be seen.
            Kill();
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw RunErrors.TooSlow(_name, setup.Options.RequestTimeoutSeconds);
        }
        catch (OperationCanceledException)
        {
            Leave(task);
            throw;
        }
    }

    // The model goes on at once, so that its next part is computed while this one is written.
    private async ValueTask<InferenceResponse> TakePartAsync(Frame frame)
    {
        InferenceResponse part;
        try
        {
            part = worker.Read(frame, isExplanation);
        }
        catch (ServingException)
        {
            Leave(LeaveStreamAsync());
            throw;
        }

        part.IsFinal = false;
        try
        {
            await worker.ContinueAsync(isLeft: false).ConfigureAwait(false);
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    private async Task<Frame> LeaveStreamAsync()
    {
        await worker.ContinueAsync(isLeft: true).ConfigureAwait(false);
        return await worker.ReceiveAsync().ConfigureAwait(false);
    }

    private void Leave(Task<Frame> answer)
    {
        _isOver = true;
        _ = FinishAsync(answer);
    }

    // Brings a worker that nobody waits for back, or ends it. It is interrupted more than once: the first time may come
    // before it has taken the request, and then there is nothing to leave.
    private async Task FinishAsync(Task<Frame> answer)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            while (true)
            {
                do
                {
                    worker.Interrupt();
                    await Task.WhenAny(answer, Task.Delay(InterruptAgain)).ConfigureAwait(false);
                } while (!answer.IsCompleted && Stopwatch.GetElapsedTime(start) < setup.RequestTimeout);

                if (!answer.IsCompleted)
                    worker.Kill();
                var frame = await answer.ConfigureAwait(false);
                var isPart = frame.Operation == Frame.Part;
                worker.Discard(frame);
                if (!isPart)
                    break;
                answer = LeaveStreamAsync();
            }

            pool.Return(worker);
        }
        catch (WorkerException)
        {
            worker.Kill();
        }
    }

    private InferenceTimings Timings(long asked, long computed)
    {
        var timings = new InferenceTimings(_sending, computed - asked, Stopwatch.GetTimestamp() - computed);
        _sending = 0;
        return timings;
    }

    private void GiveBack()
    {
        if (_isOver)
            return;
        _isOver = true;
        pool.Return(worker);
    }

    private void Kill()
    {
        _isOver = true;
        worker.Kill();
    }

    private async Task<ServingException> EndAsync(WorkerException error)
    {
        if (!error.IsGone)
        {
            Kill();
            return RunErrors.Broken(_name, error.Message);
        }

        _isOver = true;
        var how = await worker.DescribeEndAsync().ConfigureAwait(false);
        worker.Kill();
        return RunErrors.Died(_name, how);
    }
}
