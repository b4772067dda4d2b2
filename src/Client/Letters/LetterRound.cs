using HospitalChain.Crypto;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Letters;

/// <summary>What became of the mails of one round.</summary>
public sealed class LetterRound
{
    /// <summary>Dealt with, and deleted at the node.</summary>
    public List<Bytes32> Taken { get; } = [];

    /// <summary>Not yet: the chain is not so far.</summary>
    public List<Bytes32> Left { get; } = [];

    /// <summary>Wrong; still at the node, as evidence.</summary>
    public List<(Bytes32 Mail, Refusal Refusal)> Refused { get; } = [];
}
