namespace Slipway.Abstractions.Tests.Tensors;

/// <summary>Tests that hold TensorBuffer.RentedBytes, a figure of the whole process, to what they rent themselves.</summary>
[CollectionDefinition(nameof(RentedMemory), DisableParallelization = true)]
public sealed class RentedMemory;
