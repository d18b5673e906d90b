using System.Diagnostics;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Python.Workers;

namespace Slipway.Runtimes.Python.Execution;

/// <summary>
/// A model in worker processes. A request has one of them to itself.
/// </summary>
internal class PythonServable(WorkerSetup setup, WorkerPool pool, ModelSignature signature, ModelDetails details)
    : IServable
{
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

    public virtual async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        await using var call = await BeginAsync(request, cancellationToken).ConfigureAwait(false);
        return await call.AnswerAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync().ConfigureAwait(false);
        setup.Folder.Dispose();
    }

    /// <summary>Hands a request to a worker of its own.</summary>
    protected async ValueTask<WorkerCall> BeginAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckOutputs(request);
        var start = Stopwatch.GetTimestamp();
        var worker = await HandOverAsync(request, cancellationToken).ConfigureAwait(false);
        return new WorkerCall(setup, pool, worker, request.IsExplanation, Stopwatch.GetTimestamp() - start);
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
