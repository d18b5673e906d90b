namespace Slipway.EndToEnd.Tests.Stateful;

/// <summary>Classes of tests that ask one server, one after the other: each sequence of theirs has an id of its own.</summary>
[CollectionDefinition(nameof(StatefulGroup))]
public sealed class StatefulGroup : ICollectionFixture<StatefulFixture>;
