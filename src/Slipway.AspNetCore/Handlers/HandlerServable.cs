using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks;
using Slipway.Tasks.Tabular;

namespace Slipway.AspNetCore.Handlers;

/// <summary>
/// A loaded handler: hands requests to an object that is free, and holds what comes out against what was promised.
/// </summary>
internal sealed class HandlerServable : ITypedServable
{
    private readonly HandlerContext _context;
    private readonly List<HandlerInstance> _instances;
    private readonly Channel<IModelHandler> _free;
    private readonly ILogger _log;

    private HandlerServable(
        HandlerContext context,
        List<HandlerInstance> instances,
        ModelSignature signature,
        string? description,
        ILogger log
    )
    {
        _context = context;
        _instances = instances;
        _log = log;
        var handler = instances[0].Handler;
        Signature = signature;
        Typed = handler.Typed ?? (handler.HasRows ? TabularTask.OfRows(signature, description) : null);
        Details = new ModelDetails("dotnet_handler", [new("Handler", handler.GetType().FullName ?? "")])
        {
            RowsAreIndependent = handler.TakesBatches,
        };
        var each = Math.Max(1, handler.Concurrency);
        Concurrency = instances.Count * each;
        // As many places as there may be calls: one that finds none waits, whatever the configuration promises.
        _free = Channel.CreateUnbounded<IModelHandler>();
        for (var place = 0; place < each; place++)
        {
            instances.ForEach(instance => _free.Writer.TryWrite(instance.Handler));
        }
    }

    public ModelSignature Signature { get; }

    public ModelDetails Details { get; }

    public int Concurrency { get; }

    public ITypedModel? Typed { get; }

    /// <exception cref="Exception">The handler's own, from its constructor or its load.</exception>
    public static async Task<IServable> LoadAsync(
        IServiceProvider services,
        ModelPackage package,
        int count,
        Func<IServiceProvider, IModelHandler> create,
        ILogger log,
        CancellationToken cancellationToken
    )
    {
        var context = new HandlerContext(package.Name, package.Version, package.Directory, package.Config.Parameters);
        var instances = new List<HandlerInstance>();
        try
        {
            while (instances.Count < Math.Max(1, count))
            {
                instances.Add(await HandlerInstance.LoadAsync(services, create, context, cancellationToken));
            }

            var signature = HandlerSignature.Checked(instances[0].Handler, context);
            return new HandlerServable(context, instances, signature, package.Config.Description, log);
        }
        catch (Exception e)
        {
            foreach (var instance in instances)
            {
                await instance.DisposeAsync();
            }

            if (e is ServingException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
                throw;
            log.LoadFailed(e, context.Name, context.Version);
            throw HandlerFailure.OfLoad(context, e);
        }
    }

    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_free.Reader.TryRead(out var handler))
            handler = await _free.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var response = await PredictAsync(handler, request, cancellationToken).ConfigureAwait(false);
            var ended = Stopwatch.GetTimestamp();
            HandlerOutputs.Settle(response, request, Signature, _context);
            response.Timings = new InferenceTimings(0, ended - started, Stopwatch.GetTimestamp() - ended);
            return response;
        }
        catch (ServingException e) when (e.Code == ServingErrorCode.Internal)
        {
            _log.PredictFailed(e.InnerException ?? e, _context.Name, _context.Version);
            throw;
        }
        finally
        {
            _free.Writer.TryWrite(handler);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            try
            {
                await instance.DisposeAsync();
            }
            catch (Exception e)
            {
                // The others are to go all the same.
                _log.DisposeFailed(e, _context.Name, _context.Version);
            }
        }
    }

    // A cancellation that the caller did not ask for, as of a client that ran out of time, is a failure like others.
    private async ValueTask<InferenceResponse> PredictAsync(
        IModelHandler handler,
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await handler.PredictAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is not ServingException
                && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested)
            )
        {
            throw HandlerFailure.OfPredict(_context, e);
        }
    }
}
