using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Python.Workers;

namespace Slipway.Runtimes.Python.Execution;

/// <summary>
/// A model in worker processes. A request has one of them to itself. Where its caller goes, the model is interrupted, and
/// the worker takes no other request before it has answered: Python leaves native code only when that returns.
/// </summary>
internal sealed class PythonServable(WorkerSetup setup, WorkerPool pool, ModelSignature signature, ModelDetails details)
    : IServable
{
    private static readonly TimeSpan InterruptAgain = TimeSpan.FromMilliseconds(100);

    private readonly string _name = setup.Package.Name;

    public ModelSignature Signature => signature;

    public ModelDetails Details => details;

    public int Concurrency => setup.Workers;

    public ServingException? Fault => pool.Fault;

    public event Action? FaultChanged
    {
        add => pool.FaultChanged += value;
        remove => pool.FaultChanged -= value;
    }

    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckOutputs(request);
        var start = Stopwatch.GetTimestamp();
        var worker = await HandOverAsync(request, cancellationToken).ConfigureAwait(false);
        var sent = Stopwatch.GetTimestamp();
        try
        {
            var frame = await AnswerAsync(worker, cancellationToken).ConfigureAwait(false);
            var computed = Stopwatch.GetTimestamp();
            var response = worker.Read(frame);
            response.Timings = new InferenceTimings(sent - start, computed - sent, Stopwatch.GetTimestamp() - computed);
            pool.Return(worker);
            return response;
        }
        catch (ServingException error) when (error.Reason is null)
        {
            // The model's or the answer's, and the worker is as good as before.
            pool.Return(worker);
            throw;
        }
        catch (WorkerException error)
        {
            throw await EndAsync(worker, error).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (ServingException or OperationCanceledException))
        {
            worker.Kill();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync().ConfigureAwait(false);
        setup.Folder.Dispose();
    }

    // A worker may die before it takes the request, and then nothing of the request is lost.
    private async ValueTask<Worker> HandOverAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            var worker = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
            bool sent;
            try
            {
                sent = await worker.SendAsync(request).ConfigureAwait(false);
            }
            catch
            {
                pool.Return(worker);
                throw;
            }

            if (sent)
                return worker;
            worker.Kill();
            if (tries > Concurrency)
                throw RunErrors.Died(_name, await worker.DescribeEndAsync().ConfigureAwait(false));
        }
    }

    private async ValueTask<Frame> AnswerAsync(Worker worker, CancellationToken cancellationToken)
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
            worker.Kill();
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw RunErrors.TooSlow(_name, setup.Options.RequestTimeoutSeconds);
        }
        catch (OperationCanceledException)
        {
            _ = FinishAsync(worker, task);
            throw;
        }
    }

    // Brings a worker that nobody waits for back, or ends it. It is interrupted more than once: the first time may come
    // before it has taken the request, and then there is nothing to leave.
    private async Task FinishAsync(Worker worker, Task<Frame> answer)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            do
            {
                worker.Interrupt();
                await Task.WhenAny(answer, Task.Delay(InterruptAgain)).ConfigureAwait(false);
            } while (!answer.IsCompleted && Stopwatch.GetElapsedTime(start) < setup.RequestTimeout);

            if (!answer.IsCompleted)
                worker.Kill();
            worker.Discard(await answer.ConfigureAwait(false));
            pool.Return(worker);
        }
        catch (WorkerException)
        {
            worker.Kill();
        }
    }

    private async Task<ServingException> EndAsync(Worker worker, WorkerException error)
    {
        if (!error.IsGone)
        {
            worker.Kill();
            return RunErrors.Broken(_name, error.Message);
        }

        var how = await worker.DescribeEndAsync().ConfigureAwait(false);
        worker.Kill();
        return RunErrors.Died(_name, how);
    }

    private void CheckOutputs(InferenceRequest request)
    {
        foreach (var output in request.Outputs)
        {
            if (signature.FindOutput(output.Name) is null)
            {
                throw ServingException.InvalidArgument(
                    $"Model '{_name}' has no output '{output.Name}'; its outputs are "
                        + $"{string.Join(", ", signature.Outputs.Select(spec => spec.Name))}."
                );
            }
        }
    }
}
