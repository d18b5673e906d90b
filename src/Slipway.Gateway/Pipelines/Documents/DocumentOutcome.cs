using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Documents;

/// <summary>What became of a document: either of both.</summary>
internal readonly record struct DocumentOutcome(PipelineResult? Result, PipelineFailure? Failure);
