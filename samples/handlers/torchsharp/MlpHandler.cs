using Slipway.Handlers;
using Slipway.Runtimes.Torch;
using static TorchSharp.torch;

namespace Slipway.Samples.TorchSharp;

/// <summary>What one row is classified by.</summary>
internal sealed record Features([Tensor(Length = 10)] float[] X);

/// <summary>How probable each class is.</summary>
internal sealed record Classes([Tensor(Length = 4)] float[] Output);

/// <summary>
/// A network that is built in C#, with weights that PyTorch trained: <c>--weights</c> names a TorchScript file whose
/// parameters they are.
/// </summary>
internal sealed class MlpHandler(IConfiguration configuration) : BatchModelHandler<Features, Classes>, IDisposable
{
    private const string Prefix = "net.";

    private nn.Module<Tensor, Tensor>? _network;

    public override Task LoadAsync(HandlerContext context, CancellationToken cancellationToken)
    {
        // Before the first use of TorchSharp.
        TorchRuntime.Prepare();
        var weights = configuration["weights"] ?? Path.Combine(context.Folder, "mlp.pt");
        _network = nn.Sequential(
            ("0", nn.Linear(10, 32)),
            ("1", nn.BatchNorm1d(32)),
            ("2", nn.ReLU()),
            ("3", nn.Dropout()),
            ("4", nn.Linear(32, 4)),
            ("5", nn.Softmax(-1))
        );
        using var scope = NewDisposeScope();
        using var trained = jit.load(weights);
        var values = trained
            .named_parameters()
            .Select(entry => (entry.name, value: (Tensor)entry.parameter))
            .Concat(trained.named_buffers().Select(entry => (entry.name, value: entry.buffer)))
            .ToDictionary(entry => entry.name[Prefix.Length..], entry => entry.value);
        _network.load_state_dict(values);
        _network.eval();
        return Task.CompletedTask;
    }

    protected override ValueTask<IReadOnlyList<Classes>> PredictAsync(
        IReadOnlyList<Features> rows,
        CancellationToken cancellationToken
    )
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        var input = tensor([.. rows.SelectMany(row => row.X)], [rows.Count, 10]);
        var probabilities = _network!.call(input).data<float>().ToArray();
        return ValueTask.FromResult<IReadOnlyList<Classes>>([
            .. probabilities.Chunk(4).Select(chunk => new Classes(chunk)),
        ]);
    }

    public void Dispose() => _network?.Dispose();
}
