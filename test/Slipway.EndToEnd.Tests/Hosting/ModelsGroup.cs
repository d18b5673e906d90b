namespace Slipway.EndToEnd.Tests.Hosting;

/// <summary>
/// Classes of tests that ask one server, one after the other: none changes what another sees. Those that count its requests
/// have a server of their own.
/// </summary>
[CollectionDefinition(nameof(ModelsGroup))]
public sealed class ModelsGroup : ICollectionFixture<ModelsFixture>;
