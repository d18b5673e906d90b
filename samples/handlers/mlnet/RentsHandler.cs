using Microsoft.ML;
using Slipway.Handlers;

namespace Slipway.Samples.Rents;

/// <summary>
/// A model that ML.NET saved. Its engine computes one row at a time and is not thread-safe, which is what a handler may be;
/// Program.cs asks for one object for each CPU.
/// </summary>
internal sealed class RentsHandler : ModelHandler<Flat, Estimate>, IDisposable
{
    private PredictionEngine<Flat, Estimate>? _engine;

    public override Task LoadAsync(HandlerContext context, CancellationToken cancellationToken)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(Path.Combine(context.Folder, "model.zip"), out _);
        _engine = ml.Model.CreatePredictionEngine<Flat, Estimate>(model);
        return Task.CompletedTask;
    }

    protected override ValueTask<Estimate> PredictAsync(Flat input, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_engine!.Predict(input));

    public void Dispose() => _engine?.Dispose();
}
