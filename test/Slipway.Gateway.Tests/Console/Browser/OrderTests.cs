using Microsoft.Playwright;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.EndToEnd.Tests.Browser;
using Slipway.Errors;

namespace Slipway.Gateway.Tests.Console.Browser;

/// <summary>What a person has the supervisor do.</summary>
[Collection(nameof(ConsoleGroup))]
public sealed class OrderTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task Split_ByKeyboardAlone_IsOrdered()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/ner");
        await Expect(Button(visit, "Change the split")).ToBeVisibleAsync();

        await visit.Page.PressAsync("Change the split");
        await visit.Page.TabToAsync("Revision 3");
        await visit.Page.Keyboard.TypeAsync("40");
        await visit.Page.PressAsync("Apply");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog))
            .ToContainTextAsync("revision 3 gets 40 %, revision 4 gets 60 %");
        await visit.Page.DialogHasFocusAsync();
        await visit.Page.PressAsync("Split");

        await Expect(visit.Page.GetByText("The traffic of ner is split")).ToBeVisibleAsync();
        site.Fleet.Orders.Should().Equal("split ner 3=0.4 4=0.6");
        visit.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Slider_OfTwoRevisions_MovesTheOtherOneToo()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/ner");
        await Button(visit, "Change the split").ClickAsync();

        await visit.Page.TabToAsync("Revision 4 in percent, as a slider");
        await visit.Page.Keyboard.PressAsync("ArrowRight");

        await Expect(visit.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "Revision 4" })).ToHaveValueAsync("26");
        await Expect(visit.Page.GetByRole(AriaRole.Spinbutton, new() { Name = "Revision 3" })).ToHaveValueAsync("74");
        await Button(visit, "Cancel").ClickAsync();
        await Expect(Button(visit, "Change the split")).ToBeVisibleAsync();
        site.Fleet.Orders.Should().BeEmpty();
    }

    [Fact]
    public async Task Release_PromotedByItsButton_IsOrderedAfterTheQuestion()
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.Obey = _ =>
            site.Change(
                "ner",
                service =>
                    service with
                    {
                        Rollout = service.Rollout! with { Phase = RolloutPhase.Promoted, Reason = "by hand" },
                    }
            );
        await using var visit = await site.VisitAsync(browser, "services/ner");
        await Expect(visit.Page.GetByText("1 of 40 requests failed, against 0 of 120")).ToBeVisibleAsync();

        await Button(visit, "Promote").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        site.Fleet.Orders.Should().BeEmpty();
        await Button(visit, "Promote").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();

        await Expect(visit.Page.GetByText("Revision 4 of ner is promoted.")).ToBeVisibleAsync();
        await Expect(Button(visit, "Promote")).ToBeHiddenAsync();
        site.Fleet.Orders.Should().Equal("promote ner");
    }

    [Fact]
    public async Task Release_PausedAndResumed_ChangesItsButton()
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.Obey = order =>
            site.Change(
                "ner",
                service =>
                    service with
                    {
                        Rollout = service.Rollout! with
                        {
                            Phase = order == "pause ner" ? RolloutPhase.Paused : RolloutPhase.Stepping,
                        },
                    }
            );
        await using var visit = await site.VisitAsync(browser, "services/ner");

        await Button(visit, "Pause").ClickAsync();
        await Button(visit, "Resume").ClickAsync();
        await Expect(Button(visit, "Pause")).ToBeVisibleAsync();
        await Button(visit, "Roll back").ClickAsync();
        await visit
            .Page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Roll back" })
            .ClickAsync();
        await Expect(visit.Page.GetByText("ner is rolled back to revision 3.")).ToBeVisibleAsync();

        site.Fleet.Orders.Should().Equal("pause ner", "resume ner", "rollback ner");
    }

    [Fact]
    public async Task Replicas_OfAServiceWithANumber_AreMoreAndFewer()
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.Obey = order => site.Change("facts", service => service with { Replicas = int.Parse(order[^1..]) });
        await using var visit = await site.VisitAsync(browser, "services/facts");

        await Button(visit, "One replica more").ClickAsync();
        await Expect(visit.Page.GetByText("3 replicas", new() { Exact = true })).ToBeVisibleAsync();
        await Button(visit, "One replica fewer").ClickAsync();
        await Expect(visit.Page.GetByText("2 replicas", new() { Exact = true })).ToBeVisibleAsync();

        site.Fleet.Orders.Should().Equal("scale facts to 3", "scale facts to 2");
    }

    [Fact]
    public async Task Replicas_OfAServiceScaledByDemand_AreNotChangedAndSayWhy()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visit = await site.VisitAsync(browser, "services/topic");

        await Expect(visit.Page.GetByText("Scaled by demand: 1 to 4 replicas")).ToBeVisibleAsync();
        await Expect(Button(visit, "One replica more")).ToBeDisabledAsync();
        await Expect(Button(visit, "One replica fewer")).ToBeDisabledAsync();
        await Expect(Button(visit, "Restart")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task Order_ThatIsRefused_ShowsTheSupervisorsWords()
    {
        await using var site = await ConsoleSite.StartAsync();
        site.Fleet.Refusal = new ServingException(
            ServingErrorCode.FailedPrecondition,
            "No <b>release</b> of 'ner' is going on."
        );
        await using var visit = await site.VisitAsync(browser, "services/ner");

        await Button(visit, "Pause").ClickAsync();

        var alert = visit.Page.GetByRole(AriaRole.Alert).GetByText("No <b>release</b> of 'ner' is going on.");
        await Expect(alert).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Put this message away" }).ClickAsync();
        await Expect(alert).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Orders_OfAGatewayThatOthersReachWithoutAKey_AreNotTaken()
    {
        await using var site = await ConsoleSite.StartAsync(new GatewayConfig { Host = "0.0.0.0" });
        await using var visit = await browser.VisitAsync(
            site.Gateway.HttpAddress.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal) + "/console/services/ner"
        );

        await Expect(visit.Page.GetByText("the console shows, and gives no orders")).ToBeVisibleAsync();
        await Expect(Button(visit, "Promote")).ToBeDisabledAsync();
        await Expect(Button(visit, "Restart")).ToBeDisabledAsync();
        await Expect(Button(visit, "Change the split")).ToBeDisabledAsync();
    }

    private static ILocator Button(PageVisit visit, string name) =>
        visit.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
