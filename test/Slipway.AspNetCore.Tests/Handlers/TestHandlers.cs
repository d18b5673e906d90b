using System.Collections.Concurrent;
using Slipway.Errors;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.Handlers;

/// <summary>FP32 <c>x</c> [-1] to <c>y</c> [-1], computed as the test says.</summary>
internal abstract class FloatsHandler : IModelHandler
{
    public virtual ModelSignature Signature { get; } =
        new(
            [new TensorSpec("x", DataType.Fp32, new TensorShape(-1))],
            [new TensorSpec("y", DataType.Fp32, new TensorShape(-1))]
        );

    public virtual int Concurrency => 1;

    public virtual bool TakesBatches => false;

    public abstract ValueTask<InferenceResponse> PredictAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    );

    protected static InferenceResponse Answer(InferenceRequest request, Func<float, float> compute) =>
        Answer(request, "y", compute);

    protected static InferenceResponse Answer(InferenceRequest request, string name, Func<float, float> compute)
    {
        var x = request.Input("x");
        var y = x.AsSpan<float>().ToArray().Select(compute).ToArray();
        return new InferenceResponse { Outputs = { new NamedTensor(name, Tensor.From<float>(y, x.Shape)) } };
    }
}

/// <summary>What a test sees of handlers and decides for them.</summary>
internal sealed class Probe
{
    private int _running;
    private int _mostAtOnce;

    public ConcurrentQueue<string> Events { get; } = new();

    /// <summary>What a call waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Is released by each call that has begun.</summary>
    public SemaphoreSlim Began { get; } = new(0);

    public int MostAtOnce => _mostAtOnce;

    public async Task CallAsync(CancellationToken cancellationToken)
    {
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        Began.Release();
        try
        {
            await Gate.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private void InterlockedMax(int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref _mostAtOnce)) < value)
        {
            Interlocked.CompareExchange(ref _mostAtOnce, value, seen);
        }
    }
}

/// <summary>Doubles; tells the probe of its life.</summary>
internal sealed class DoublingHandler(Probe probe) : FloatsHandler, IModelHandler, IAsyncDisposable
{
    Task IModelHandler.LoadAsync(HandlerContext context, CancellationToken cancellationToken)
    {
        context.Parameters.TryGetValue("greeting", out var greeting);
        probe.Events.Enqueue($"load {context.Name} {context.Version} {greeting}".TrimEnd());
        return Task.CompletedTask;
    }

    public override async ValueTask<InferenceResponse> PredictAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        await probe.CallAsync(cancellationToken);
        return Answer(request, x => 2 * x);
    }

    public ValueTask DisposeAsync()
    {
        probe.Events.Enqueue("dispose");
        return ValueTask.CompletedTask;
    }
}

/// <summary>Hands its input on.</summary>
internal sealed class EchoHandler : FloatsHandler
{
    public override ValueTask<InferenceResponse> PredictAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    ) => new(new InferenceResponse { Outputs = { new NamedTensor("y", request.Input("x")) } });
}

/// <summary>Fails as the first value of its input says.</summary>
internal sealed class FailingHandler : FloatsHandler
{
    public override ValueTask<InferenceResponse> PredictAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    ) =>
        request.Input("x").AsSpan<float>()[0] switch
        {
            0 => throw new InvalidOperationException("the cupboard\nis bare"),
            1 => throw ServingException.InvalidArgument("x must not be 1."),
            2 => throw new OperationCanceledException("a client of its own ran out of time"),
            3 => new(new InferenceResponse()),
            4 => new(Answer(request, "z", x => x)),
            5 => new(new InferenceResponse { Outputs = { new NamedTensor("y", Tensor.From<int>([1], new(1))) } }),
            6 => new(new InferenceResponse { Outputs = { new NamedTensor("y", Tensor.From<float>([1], new(1, 1))) } }),
            7 => new((InferenceResponse)null!),
            _ => new(Answer(request, x => x)),
        };
}

/// <summary>Asks the model <c>echo</c> and adds one.</summary>
internal sealed class ComposedHandler(ILocalModels models) : FloatsHandler
{
    public override async ValueTask<InferenceResponse> PredictAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        using var call = new InferenceRequest { Model = new ModelSelector("echo") };
        call.Inputs.Add(
            new NamedTensor("x", Tensor.From<float>(request.Input("x").AsSpan<float>(), request.Input("x").Shape))
        );
        using var answer = await models.InferAsync(call, cancellationToken);
        var value = answer.Outputs[0].Tensor.AsSpan<float>()[0];
        return Answer(request, _ => value + 1);
    }
}
