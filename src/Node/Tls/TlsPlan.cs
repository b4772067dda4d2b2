using System.Globalization;
using HospitalChain.Crypto;

namespace HospitalChain.Node.Tls;

/// <summary>A change of certificate that was begun: on the disk before anybody hears of it.</summary>
/// <param name="Fingerprint">The certificate to come.</param>
/// <param name="IssuedMillis">When it was begun: the announcing record's time, so that it is one record however often it is sent.</param>
/// <param name="OldUntilMillis">Until when peers take the old one too.</param>
/// <param name="SwitchMillis">Before then the node does not show the new one.</param>
public sealed record TlsPlan(Bytes32 Fingerprint, ulong IssuedMillis, ulong OldUntilMillis, ulong SwitchMillis)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fingerprint} {IssuedMillis} {OldUntilMillis} {SwitchMillis}\n");

    internal static TlsPlan? Parse(string text) =>
        text.Trim().Split(' ') is [var fingerprint, var issued, var until, var change]
        && Bytes32.TryParse(fingerprint, out var parsed)
        && ulong.TryParse(issued, CultureInfo.InvariantCulture, out var issuedMillis)
        && ulong.TryParse(until, CultureInfo.InvariantCulture, out var untilMillis)
        && ulong.TryParse(change, CultureInfo.InvariantCulture, out var changeMillis)
            ? new TlsPlan(parsed, issuedMillis, untilMillis, changeMillis)
            : null;
}
