using Slipway.Handlers;

namespace Slipway.Samples.Rents;

/// <summary>What is known of a flat: the columns that ML.NET reads, and the inputs of the model.</summary>
internal sealed class Flat
{
    [Tensor(Description = "Square metres.")]
    public float Area { get; set; }

    public float Rooms { get; set; }

    [Tensor(Description = "centre, north, south or harbour.")]
    public string District { get; set; } = "";

    [Tensor(Description = "The year it was built in.")]
    public float Year { get; set; }

    public bool Lift { get; set; }
}

/// <summary>The column that ML.NET computes.</summary>
internal sealed class Estimate
{
    [Tensor("rent", Description = "A month, in euros.")]
    public float Score { get; set; }
}
