using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Serving.Packages;

namespace Slipway.Serving.Warmup;

/// <summary>
/// Computes the samples of a version one after another, as <see cref="SampleList"/> gathers them. Answers are thrown
/// away; that there is one is what counts.
/// </summary>
/// <param name="recorded">Reads the recorded ones.</param>
public sealed class SampleWarmup(IRecordedRequestReader recorded) : IWarmup
{
    /// <summary>The reason of its errors.</summary>
    public const string Failed = "warmup-failed";

    public async Task WarmUpAsync(ModelPackage package, IServable servable, CancellationToken cancellationToken)
    {
        var place = "";
        try
        {
            foreach (var sample in SampleList.Of(package))
            {
                place = $"sample '{sample.Name}': ";
                await ComputeAsync(sample, package, servable, cancellationToken);
                place = "";
            }
        }
        catch (Exception e) when (e is ServingException or IOException or UnauthorizedAccessException)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The warm-up of model '{package.Name}' version {package.Version} failed: {place}{e.Message} Correct "
                    + "the sample or take it away; the version is not served before all of them are computed.",
                e
            )
            {
                Reason = Failed,
            };
        }
    }

    public async Task<IReadOnlyList<InferenceRequest>> ReadSamplesAsync(
        ModelPackage package,
        IServable servable,
        int most,
        CancellationToken cancellationToken
    )
    {
        List<InferenceRequest> requests = [];
        try
        {
            foreach (var sample in SampleList.Of(package).Take(most))
            {
                requests.Add(await ReadAsync(sample, package, servable.Signature, cancellationToken));
            }

            return requests;
        }
        catch
        {
            requests.ForEach(request => request.Dispose());
            throw;
        }
    }

    private async Task ComputeAsync(
        Sample sample,
        ModelPackage package,
        IServable servable,
        CancellationToken cancellationToken
    )
    {
        using var request = await ReadAsync(sample, package, servable.Signature, cancellationToken);
        for (var i = 0; i < sample.Count; i++)
        {
            using var response = await servable.ExecuteAsync(request, cancellationToken);
        }
    }

    private async Task<InferenceRequest> ReadAsync(
        Sample sample,
        ModelPackage package,
        ModelSignature signature,
        CancellationToken cancellationToken
    )
    {
        var request = sample.File is { } file
            ? await recorded.ReadAsync(
                await PackageFiles.ReadAsync(file, cancellationToken),
                new ModelSelector(package.Name, package.Version),
                cancellationToken
            )
            : await DeclaredRequest.MakeAsync(sample, package, signature, cancellationToken);
        try
        {
            SequenceInputs.Complete(request, package.Config.Sequence, signature);
            RequestValidator.Validate(request, package.Name, signature);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }
}
