using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.FillMask;

/// <summary>The <c>fill-mask:</c> section of <c>model.yaml</c>.</summary>
public sealed class FillMaskOptions : TextOptions
{
    /// <summary>Tokens that are told for each mask, where a request does not say. Default 5.</summary>
    public int TopK { get; set; } = 5;
}
