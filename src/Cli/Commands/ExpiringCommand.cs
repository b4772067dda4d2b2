using System.CommandLine;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Client.Keys;

namespace HospitalChain.Cli.Commands;

/// <summary>`hchain expiring`: what of the profile's own ends soon.</summary>
internal static class ExpiringCommand
{
    private const int DaysMax = 3650;

    public static Command Make()
    {
        var days = new Option<int>("--days") { Description = "How far to look ahead.", DefaultValueFactory = _ => 14 };
        return new Command("expiring", "What of your own ends soon: grants you gave, shares you asked for, offers, emergencies, old keys; and what your nodes say of themselves.").With(days).Does(async invocation =>
        {
            var within = invocation.Get(days) is > 0 and <= DaysMax and var asked ? TimeSpan.FromDays(asked) : throw new RefusedException(ClientRefusals.InputInvalid.With($"--days is 1 to {DaysMax}"));
            var expiries = new OwnExpiries(invocation.Session);
            IReadOnlyList<OwnExpiry> all = [.. expiries.List(within), .. await expiries.OfNodesAsync(invocation.Cancellation).ConfigureAwait(false)];
            return Answer.Of(new { days = within.Days, expiring = all });
        });
    }
}
