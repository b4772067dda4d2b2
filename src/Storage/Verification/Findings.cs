using HospitalChain.Crypto;

namespace HospitalChain.Storage.Verification;

/// <summary>Collects what is wrong, up to a bound, and turns damage met on the way into a finding.</summary>
internal sealed class Findings
{
    private readonly List<StoreFinding> all = [];

    public IReadOnlyList<StoreFinding> All => all;

    public void Add(string what, Bytes32? chainId = null, ulong? height = null)
    {
        if (all.Count < StoreVerifier.FindingsMax)
        {
            all.Add(new StoreFinding(what, chainId, height));
        }
    }

    /// <summary>Runs one step; a file that cannot be read ends it, and the next step goes on.</summary>
    public void Collect(Action step, Bytes32? chainId = null)
    {
        try
        {
            step();
        }
        catch (StoreException exception) when (exception.Code == StoreErrorCodes.Corrupt)
        {
            Add(exception.Message, chainId);
        }
    }
}
