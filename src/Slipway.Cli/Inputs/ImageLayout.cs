using Slipway.Models;

namespace Slipway.Cli.Inputs;

/// <summary>
/// How an input holds an image: with or without a batch dimension, channels first, last or none. -1 for a free
/// height or width.
/// </summary>
internal sealed record ImageLayout(int Rank, int ChannelAxis, int Channels, int Height, int Width)
{
    public bool ChannelsLast => ChannelAxis == Rank - 1;

    /// <summary>
    /// Reads the layout off the shape: <c>[N,C,H,W]</c>, <c>[N,H,W,C]</c>, the same without N, <c>[N,H,W]</c> or
    /// <c>[H,W]</c>; C is 1 or 3. Null for anything else.
    /// </summary>
    public static ImageLayout? Find(TensorSpec spec)
    {
        var dims = spec.Shape.Dimensions;
        var rank = dims.Length;
        if (rank is < 2 or > 4 || (rank == 4 && dims[0] is not (-1 or 1)))
            return null;
        if (rank == 2)
            return Create(rank, channelAxis: -1, 1, dims[0], dims[1]);
        if (dims[rank - 3] is 1 or 3 && (rank == 4 || dims[0] == 3))
            return Create(rank, rank - 3, dims[rank - 3], dims[rank - 2], dims[rank - 1]);
        if (dims[rank - 1] is 1 or 3)
            return Create(rank, rank - 1, dims[rank - 1], dims[rank - 3], dims[rank - 2]);
        return rank == 3 && dims[0] is -1 or 1 ? Create(rank, channelAxis: -1, 1, dims[1], dims[2]) : null;
    }

    private static ImageLayout Create(int rank, int channelAxis, long channels, long height, long width) =>
        new(
            rank,
            channelAxis,
            (int)channels,
            (int)Math.Clamp(height, -1, 1 << 15),
            (int)Math.Clamp(width, -1, 1 << 15)
        );
}
