namespace Slipway.Serving.Tests;

/// <summary>Tests that count the memory rented in the process; nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RentedMemoryTests
{
    public const string Name = "rented memory";
}
