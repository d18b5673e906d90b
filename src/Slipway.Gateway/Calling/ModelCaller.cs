using System.Net;
using Slipway.Gateway.Balancing;
using Slipway.Gateway.Bodies;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Forwarding;
using Slipway.Gateway.Mirroring;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Calling;

/// <summary>Calls of models from within, by the dispatcher that requests from outside go by.</summary>
internal sealed class ModelCaller(
    TableStore tables,
    Dispatcher dispatcher,
    Mirror mirror,
    BodyKeeper keeper,
    IServiceProvider services,
    TimeProvider time
) : IModelCaller
{
    // Asked for late: who answers for pipelines calls models itself.
    private readonly Lazy<IPipelineHost> _pipelines = new(services.GetRequiredService<IPipelineHost>);

    public Task<ModelAnswer> CallAsync(ModelCall call, CancellationToken cancellationToken)
    {
        var table = tables.Current;
        if (table.TryFindModel(call.Model, out var service))
            return CallAsync(call, service, cancellationToken);
        return table.TryFindPipeline(call.Model, out var pipeline)
            ? _pipelines.Value.CallAsync(call, pipeline, cancellationToken)
            : Task.FromResult(ModelAnswers.Of(Refusals.NoSuchModel(call.Model, table)));
    }

    private async Task<ModelAnswer> CallAsync(
        ModelCall asked,
        ServiceRouting service,
        CancellationToken cancellationToken
    )
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in asked.Headers)
        {
            headers.Append(name, value);
        }

        var call = new Call
        {
            Service = service,
            Surface = Surface.Rest,
            PathAndQuery = asked.Path,
            Headers = headers,
            Arrived = time.GetTimestamp(),
            IsInference = asked.Method == HttpMethod.Post,
            Patience = asked.Timeout,
            Caller = service.Traffic.Sticky is { } sticky ? Stickiness.Of(headers, sticky) : null,
            IsRepeatable = !service.Traffic.Stateful,
            IsMirrored =
                asked.Method == HttpMethod.Post && asked.Body.Length <= Mirror.MostBytes && mirror.Draws(service),
        };
        // A copy, or a hedge that has lost, may live longer than the call, whose body is its caller's.
        call.Body = call.IsMirrored || service.Traffic.Hedging is not null ? keeper.Keep(asked.Body) : null;
        var left = Timers.Bounded(call.IsHurried ? asked.Timeout!.Value : service.Traffic.Timeout);
        using var late = new CancellationTokenSource(left, time);
        service.State.Concurrency.Enter();
        try
        {
            return await dispatcher.AdmitAsync(call, cancellationToken, late.Token) is { } refusal
                ? ModelAnswers.Of(refusal)
                : await SendAsync(asked, call, late.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ModelAnswers.Of(Refusals.TimedOut(call));
        }
        finally
        {
            call.Body?.Release();
            service.State.Concurrency.Leave();
        }
    }

    private async Task<ModelAnswer> SendAsync(
        ModelCall asked,
        Call call,
        CancellationToken late,
        CancellationToken cancellationToken
    )
    {
        var outcome = Outcome.Failed;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late);
        try
        {
            using var request = Request(asked, call);
            call.Mirrored = mirror.TryBegin(call, request);
            using var response = await dispatcher.SendAsync(call, request, either.Token);
            call.Mirrored?.Watch(response);
            await response.Content.LoadIntoBufferAsync(asked.MaxAnswerBytes, either.Token);
            var answer = await ModelAnswers.OfAsync(response, call, either.Token);
            outcome = Outcomes.IsFailure(answer.Status, null) ? Outcome.Failed : Outcome.Answered;
            return answer;
        }
        catch (OperationCanceledException)
        {
            var isCallers = cancellationToken.IsCancellationRequested || call.IsHurried;
            outcome = isCallers ? Outcome.Abandoned : Outcome.Failed;
            throw;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            outcome = Outcome.Answered;
            return ModelAnswers.Of(Refusals.AnswerTooLarge(call, asked.MaxAnswerBytes));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ModelAnswers.Of(Refusals.OfFailure(call, e));
        }
        finally
        {
            dispatcher.Complete(call, outcome);
        }
    }

    private HttpRequestMessage Request(ModelCall asked, Call call)
    {
        var request = new HttpRequestMessage(asked.Method, (Uri?)null)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (asked.Method != HttpMethod.Get)
        {
            request.Content = call.Body is { } kept
                ? new KeptContent(kept, headers: null)
                : new ReadOnlyMemoryContent(asked.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", asked.ContentType);
        }

        foreach (var (name, value) in asked.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (asked.Timeout is { } patience)
            CallerDeadline.Write(request, Surface.Rest, patience - time.GetElapsedTime(call.Arrived));
        TraceHeaders.Write(request);
        return request;
    }
}
