using Slipway.Errors;

namespace Slipway.Containers.Images;

/// <summary>How far a pull is, over all layers that are known so far.</summary>
/// <param name="Layers">Of which it has heard.</param>
/// <param name="Done">Layers that are here.</param>
/// <param name="Bytes">That came; 0 where the engine does not tell.</param>
/// <param name="Total">That are to come in all; 0 where the engine does not tell.</param>
public sealed record PullProgress(int Layers, int Done, long Bytes, long Total)
{
    public override string ToString()
    {
        var bytes = Total > 0 ? $", {ByteSize.Of(Bytes)} of {ByteSize.Of(Total)}" : "";
        return Layers == 0 ? "asking the registry" : $"{Done} of {Layers} layers{bytes}";
    }
}
