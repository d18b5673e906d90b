namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>Classes of tests that share a browser, in which each visit has a window of its own, and a server.</summary>
[CollectionDefinition(nameof(BrowserGroup))]
public sealed class BrowserGroup : ICollectionFixture<ChromiumBrowser>, ICollectionFixture<IrisServer>;
