namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>Classes of tests that ask one server, one after the other, and change nothing that another sees.</summary>
[CollectionDefinition(nameof(TensorFlowGroup))]
public sealed class TensorFlowGroup : ICollectionFixture<TensorFlowFixture>;
